package io.realtimeconnect.history.log;

import io.realtimeconnect.history.log.Outcome.Status;
import io.realtimeconnect.perf.web.Ids;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides, in memory and under the locks of the heads, what each operation of one append does: who may, what was there before,
 * which {@code seq} and {@code rev} come next. Operations see what those before them did. Writes nothing.
 */
final class Ledger {

    /** A client's name for a message of its own. */
    record ClientKey(UUID conversationId, UUID senderId, String clientMessageId) {}

    /** An operation of a conversation. */
    record OpKey(UUID conversationId, UUID opId) {}

    /** An edit, a deletion or an end that was applied. */
    record Applied(OpKey key, long rev, @Nullable UUID messageId) {}

    /** A message to write: inserted if it is new, else replaced. */
    record Written(Message message, boolean screened) {}

    private final Map<UUID, Head> heads;
    private final Map<ClientKey, UUID> ids = new HashMap<>();
    private final Map<UUID, Message> messages = new HashMap<>();
    private final Map<OpKey, Applied> applied;
    private final Instant now;

    private final Map<UUID, Written> inserts = new LinkedHashMap<>();
    private final Map<UUID, Written> updates = new LinkedHashMap<>();
    private final List<Applied> newlyApplied = new ArrayList<>();
    private final Map<UUID, Head> touched = new LinkedHashMap<>();
    private final List<Head> ended = new ArrayList<>();

    /** @param messages the stored messages that the operations name, by client key or by id */
    Ledger(Collection<Head> heads, Collection<Message> messages, Collection<Applied> applied, Instant now) {
        this.heads = heads.stream().collect(Collectors.toMap(Head::conversationId, h -> h));
        this.applied = applied.stream().collect(Collectors.toMap(Applied::key, a -> a, (a, b) -> a, HashMap::new));
        this.now = now;
        messages.forEach(this::remember);
    }

    /** @param op a valid one */
    Outcome apply(Op op) {
        Head head = heads.get(op.conversationId());
        if (head == null) {
            return Outcome.refused(Status.MISSING);
        }
        if (op.actorId() != null && !head.has(op.actorId())) {
            return Outcome.refused(Status.OUTSIDER);
        }
        Applied before = applied.get(new OpKey(op.conversationId(), op.opId()));
        if (before != null) {
            return Outcome.repeat(before.messageId() == null ? null : messages.get(before.messageId()), before.rev());
        }
        return switch (op.op()) {
            case MESSAGE -> message(op, head);
            case EDIT -> edit(op, head);
            case DELETE -> delete(op, head);
            case END -> end(op, head);
            case WITHDRAW -> withdraw(op, head);
            case SCREENED -> screened(op, head);
        };
    }

    private Outcome message(Op op, Head head) {
        UUID sender = required(op.actorId());
        String clientMessageId = required(op.clientMessageId());
        UUID known = ids.get(new ClientKey(head.conversationId(), sender, clientMessageId));
        if (known != null) {
            Message stored = required(messages.get(known));
            return Outcome.repeat(stored, stored.createdRev());
        }
        if (head.state() == State.ENDED) {
            return Outcome.refused(Status.CLOSED);
        }
        Head next = head.withMessage(notBefore(head.lastAt()));
        Message message = new Message(
                Ids.next(),
                next.conversationId(),
                next.seq(),
                next.rev(),
                sender,
                op.typeOrText(),
                op.bodyOrEmpty(),
                op.media(),
                clientMessageId,
                next.lastAt(),
                null,
                null,
                next.rev());
        remember(message);
        inserts.put(message.id(), new Written(message, op.isScreened()));
        replace(next);
        return Outcome.ok(message);
    }

    private Outcome edit(Op op, Head head) {
        Message stored = own(op, head);
        if (stored == null || stored.isDeleted()) {
            return Outcome.refused(Status.MISSING);
        }
        if (!stored.type().equals("text")) {
            return Outcome.refused(Status.INVALID);
        }
        if (head.state() == State.ENDED) {
            return Outcome.refused(Status.CLOSED);
        }
        return change(op, head, stored.edited(required(op.body()), head.rev() + 1, notBefore(stored.createdAt())));
    }

    /** What one said may be taken back after the end as well. */
    private Outcome delete(Op op, Head head) {
        Message stored = own(op, head);
        if (stored == null) {
            return Outcome.refused(Status.MISSING);
        }
        if (stored.isDeleted()) {
            return Outcome.repeat(stored, stored.rev());
        }
        return change(op, head, stored.deleted(head.rev() + 1, notBefore(stored.createdAt())));
    }

    /** Without a sender's wish, and after the end as well. */
    private Outcome withdraw(Op op, Head head) {
        Message stored = named(op, head);
        return stored == null || stored.isDeleted()
                ? Outcome.refused(Status.MISSING)
                : change(op, head, stored.deleted(head.rev() + 1, notBefore(stored.createdAt())));
    }

    /** Nothing that a reader sees, hence no {@code rev}. */
    private Outcome screened(Op op, Head head) {
        Message stored = named(op, head);
        if (stored == null || stored.isDeleted() || (op.rev() != null && op.rev() != stored.rev())) {
            return Outcome.refused(Status.MISSING);
        }
        Written passed = new Written(stored, true);
        if (inserts.replace(stored.id(), passed) == null) {
            updates.put(stored.id(), passed);
        }
        return Outcome.ok(stored);
    }

    private Outcome end(Op op, Head head) {
        if (head.state() == State.ENDED) {
            return Outcome.refused(Status.CLOSED);
        }
        Head next = head.ended(op.reason(), op.actorId(), notBefore(head.lastAt()));
        replace(next);
        ended.add(next);
        note(op, next.rev(), null);
        return Outcome.ended(Change.end(next.rev(), op.reason(), op.actorId()));
    }

    private Outcome change(Op op, Head head, Message message) {
        remember(message);
        Map<UUID, Written> target = inserts.containsKey(message.id()) ? inserts : updates;
        target.put(message.id(), new Written(message, op.isScreened()));
        replace(head.withChange());
        note(op, message.rev(), message.id());
        return Outcome.ok(message);
    }

    private @Nullable Message own(Op op, Head head) {
        Message message = named(op, head);
        return message != null && message.senderId().equals(op.actorId()) ? message : null;
    }

    private @Nullable Message named(Op op, Head head) {
        Message message = messages.get(required(op.messageId()));
        return message != null && message.conversationId().equals(head.conversationId()) ? message : null;
    }

    private void note(Op op, long rev, @Nullable UUID messageId) {
        Applied done = new Applied(new OpKey(op.conversationId(), op.opId()), rev, messageId);
        applied.put(done.key(), done);
        newlyApplied.add(done);
    }

    private void remember(Message message) {
        messages.put(message.id(), message);
        ids.put(new ClientKey(message.conversationId(), message.senderId(), message.clientMessageId()), message.id());
    }

    private void replace(Head head) {
        heads.put(head.conversationId(), head);
        touched.put(head.conversationId(), head);
    }

    /** Clocks of instances differ a little; within a conversation time does not run backwards. */
    private Instant notBefore(Instant earlier) {
        return now.isBefore(earlier) ? earlier : now;
    }

    private static <T> T required(@Nullable T member) {
        if (member == null) {
            throw new IllegalArgumentException("an operation that was not validated");
        }
        return member;
    }

    Collection<Written> inserts() {
        return inserts.values();
    }

    Collection<Written> updates() {
        return updates.values();
    }

    List<Applied> newlyApplied() {
        return newlyApplied;
    }

    Collection<Head> touched() {
        return touched.values();
    }

    /** Conversations in which something that was said is there no more, or in other words. */
    Set<UUID> rewritten() {
        return newlyApplied.stream()
                .filter(done -> done.messageId() != null)
                .map(done -> done.key().conversationId())
                .collect(Collectors.toSet());
    }

    List<Head> ended() {
        return ended;
    }
}
