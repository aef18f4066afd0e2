package io.realtimeconnect.communication.lane;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Work waiting to be sent in batches, a lane for each conversation: within a lane first come, first served, and a lane is closed while
 * work of it is on its way, so that no conversation is in two calls at once.
 *
 * @param <W> one piece of work
 */
public final class Lanes<W> {

    private final Function<W, UUID> conversation;
    private final int perLane;
    private final int inAll;
    private final Map<UUID, ArrayDeque<W>> open = new LinkedHashMap<>();
    private final Map<UUID, ArrayDeque<W>> behind = new LinkedHashMap<>();
    private final Set<UUID> onTheirWay = new HashSet<>();
    private int size;

    /**
     * @param perLane pieces of one conversation waiting, at most
     * @param inAll pieces waiting, at most
     */
    public Lanes(Function<W, UUID> conversation, int perLane, int inAll) {
        this.conversation = conversation;
        this.perLane = perLane;
        this.inAll = inAll;
    }

    /** False when there is no room. */
    public synchronized boolean add(W waiting) {
        UUID id = conversation.apply(waiting);
        ArrayDeque<W> lane = (onTheirWay.contains(id) ? behind : open).computeIfAbsent(id, any -> new ArrayDeque<>());
        if (size >= inAll || lane.size() >= perLane) {
            return false;
        }
        size++;
        return lane.add(waiting);
    }

    /** The next pieces to send, oldest lanes first; their lanes are closed until {@link #done}. */
    public synchronized List<W> take(int atMost) {
        List<W> batch = new ArrayList<>();
        var lanes = open.entrySet().iterator();
        while (lanes.hasNext() && batch.size() < atMost) {
            var lane = lanes.next();
            while (!lane.getValue().isEmpty() && batch.size() < atMost) {
                batch.add(lane.getValue().remove());
            }
            onTheirWay.add(lane.getKey());
            lanes.remove();
            if (!lane.getValue().isEmpty()) {
                behind.put(lane.getKey(), lane.getValue());
            }
        }
        size -= batch.size();
        return batch;
    }

    public synchronized void done(List<W> batch) {
        for (W waiting : batch) {
            UUID id = conversation.apply(waiting);
            onTheirWay.remove(id);
            ArrayDeque<W> lane = behind.remove(id);
            if (lane != null) {
                open.put(id, lane);
            }
        }
    }

    /** Whether there is work that could be sent now. */
    public synchronized boolean hasReady() {
        return !open.isEmpty();
    }

    public synchronized int size() {
        return size;
    }
}
