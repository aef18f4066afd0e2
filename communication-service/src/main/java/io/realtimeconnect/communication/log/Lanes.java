package io.realtimeconnect.communication.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import reactor.core.publisher.Sinks;

/**
 * Operations waiting to be appended, a lane for each conversation: within a lane first come, first served, and a lane
 * is closed while operations of it are on their way, so that no conversation is in two calls at once.
 */
final class Lanes {

    record Waiting(Operation operation, Sinks.One<Outcome> outcome) {}

    private final int perLane;
    private final int inAll;
    private final Map<UUID, ArrayDeque<Waiting>> open = new LinkedHashMap<>();
    private final Map<UUID, ArrayDeque<Waiting>> behind = new LinkedHashMap<>();
    private final Set<UUID> onTheirWay = new HashSet<>();
    private int size;

    Lanes(int perLane, int inAll) {
        this.perLane = perLane;
        this.inAll = inAll;
    }

    /** False when there is no room. */
    synchronized boolean add(Waiting waiting) {
        UUID id = waiting.operation().conversationId();
        ArrayDeque<Waiting> lane =
                (onTheirWay.contains(id) ? behind : open).computeIfAbsent(id, any -> new ArrayDeque<>());
        if (size >= inAll || lane.size() >= perLane) {
            return false;
        }
        size++;
        return lane.add(waiting);
    }

    /** The next operations to send, oldest lanes first; their lanes are closed until {@link #done}. */
    synchronized List<Waiting> take(int atMost) {
        List<Waiting> batch = new ArrayList<>();
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

    synchronized void done(List<Waiting> batch) {
        for (Waiting waiting : batch) {
            UUID id = waiting.operation().conversationId();
            onTheirWay.remove(id);
            ArrayDeque<Waiting> lane = behind.remove(id);
            if (lane != null) {
                open.put(id, lane);
            }
        }
    }

    /** Operations that could be sent now. */
    synchronized boolean hasReady() {
        return !open.isEmpty();
    }

    synchronized int size() {
        return size;
    }
}
