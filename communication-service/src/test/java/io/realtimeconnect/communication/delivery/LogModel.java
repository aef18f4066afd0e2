package io.realtimeconnect.communication.delivery;

import io.realtimeconnect.communication.log.Change;
import io.realtimeconnect.communication.log.ChangePage;
import io.realtimeconnect.communication.log.Message;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** What history-service does with one conversation, in memory. */
final class LogModel {

    static final UUID ME = new UUID(0, 1);
    static final UUID PARTNER = new UUID(0, 2);
    private static final UUID CONVERSATION = new UUID(0, 9);

    private final Map<Long, Message> bySeq = new LinkedHashMap<>();
    private final Map<Long, Long> createdRevs = new LinkedHashMap<>();
    private Long endRev;
    private long rev;

    record Appended(Message message, long rev, boolean isNew) {}

    Appended send(UUID sender, String clientMessageId) {
        Optional<Message> known = bySeq.values().stream()
                .filter(m -> m.senderId().equals(sender) && m.clientMessageId().equals(clientMessageId))
                .findAny();
        if (known.isPresent()) {
            return new Appended(known.get(), createdRevs.get(known.get().seq()), false);
        }
        if (endRev != null) {
            return null;
        }
        long seq = bySeq.size() + 1;
        rev++;
        Message message = new Message(
                new UUID(1, seq),
                CONVERSATION,
                seq,
                rev,
                sender,
                "text",
                "v" + rev,
                null,
                clientMessageId,
                Instant.EPOCH,
                null,
                null);
        bySeq.put(seq, message);
        createdRevs.put(seq, rev);
        return new Appended(message, rev, true);
    }

    Optional<Change> edit(int pick) {
        if (bySeq.isEmpty()) {
            return Optional.empty();
        }
        Message old = bySeq.get((long) pick % bySeq.size() + 1);
        rev++;
        Message edited = new Message(
                old.id(),
                old.conversationId(),
                old.seq(),
                rev,
                old.senderId(),
                old.type(),
                "v" + rev,
                null,
                old.clientMessageId(),
                old.createdAt(),
                Instant.EPOCH,
                null);
        bySeq.put(old.seq(), edited);
        return Optional.of(Change.updated(edited));
    }

    Optional<Change> end() {
        if (endRev != null) {
            return Optional.empty();
        }
        endRev = ++rev;
        return Optional.of(Change.end(rev, "left", null));
    }

    ChangePage page(long afterRev, int limit) {
        List<Change> all = new ArrayList<>();
        bySeq.values().stream()
                .filter(m -> m.rev() > afterRev)
                .forEach(m -> all.add(new Change(m.rev(), "message", createdRevs.get(m.seq()), m, null, null)));
        if (endRev != null && endRev > afterRev) {
            all.add(Change.end(endRev, "left", null));
        }
        all.sort(Comparator.comparingLong(Change::rev));
        return new ChangePage(List.copyOf(all.subList(0, Math.min(limit, all.size()))), rev);
    }

    long rev() {
        return rev;
    }

    Long endRev() {
        return endRev;
    }

    List<Message> messages() {
        return List.copyOf(bySeq.values());
    }

    long createdRev(Message message) {
        return Objects.requireNonNull(createdRevs.get(message.seq()));
    }
}
