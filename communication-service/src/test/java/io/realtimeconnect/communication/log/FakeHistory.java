package io.realtimeconnect.communication.log;

import io.realtimeconnect.perf.web.Ids;
import io.realtimeconnect.perf.web.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import reactor.core.publisher.Mono;

/** The log of history-service in memory, with the ways it can fail. */
public class FakeHistory implements HistoryApi {

    private static final class Log {
        private final List<UUID> participants;
        private final Instant createdAt;
        private final Map<Long, Message> bySeq = new LinkedHashMap<>();
        private final Map<Long, Long> createdRevs = new HashMap<>();
        private final Set<UUID> applied = new HashSet<>();
        private final Set<UUID> unscreened = new LinkedHashSet<>();
        private Instant lastAt;
        private long rev;
        private @Nullable Long endRev;
        private @Nullable String reason;
        private @Nullable UUID endedBy;

        Log(List<UUID> participants, Instant createdAt) {
            this.participants = participants;
            this.createdAt = createdAt;
            this.lastAt = createdAt;
        }
    }

    private final Map<UUID, Log> logs = new ConcurrentHashMap<>();
    private final Set<UUID> inFlight = ConcurrentHashMap.newKeySet();
    public final AtomicInteger appends = new AtomicInteger();
    public final AtomicInteger reads = new AtomicInteger();
    public final AtomicInteger overlaps = new AtomicInteger();
    public volatile boolean down;
    /** So many appends are applied and their answer is lost. */
    public final AtomicInteger lostAnswers = new AtomicInteger();

    public volatile Duration latency = Duration.ofMillis(1);

    public void reset() {
        down = false;
        lostAnswers.set(0);
        latency = Duration.ofMillis(1);
    }

    public synchronized List<Message> messages(UUID conversationId) {
        return List.copyOf(logs.get(conversationId).bySeq.values());
    }

    private <T> Mono<T> answer(Supplier<T> work) {
        return Mono.delay(latency).flatMap(tick -> down ? Mono.error(gone()) : Mono.fromSupplier(work));
    }

    private static Problem gone() {
        return new Problem(HttpStatus.SERVICE_UNAVAILABLE, "UPSTREAM_UNAVAILABLE", "history-service is down");
    }

    @Override
    public Mono<Head> open(UUID id, Opening opening) {
        return answer(() -> {
            Log log = logs.computeIfAbsent(
                    id,
                    any -> new Log(opening.participants(), opening.createdAt().truncatedTo(ChronoUnit.MICROS)));
            if (!Set.copyOf(log.participants).equals(Set.copyOf(opening.participants()))) {
                throw new Problem(HttpStatus.CONFLICT, "LOG_CONFLICT", "other participants");
            }
            return head(id, null, 0);
        });
    }

    @Override
    public Mono<Items<Outcome>> append(Items<Operation> operations) {
        Set<UUID> conversations = new HashSet<>();
        operations.items().forEach(op -> conversations.add(op.conversationId()));
        appends.incrementAndGet();
        conversations.forEach(id -> {
            if (!inFlight.add(id)) {
                overlaps.incrementAndGet();
            }
        });
        return this.<Items<Outcome>>answer(() -> {
                    synchronized (this) {
                        return new Items<>(
                                operations.items().stream().map(this::apply).toList());
                    }
                })
                .flatMap(done ->
                        lostAnswers.getAndUpdate(n -> Math.max(0, n - 1)) > 0 ? Mono.error(gone()) : Mono.just(done))
                .doOnTerminate(() -> inFlight.removeAll(conversations));
    }

    private Outcome apply(Operation op) {
        Log log = logs.get(op.conversationId());
        if (log == null) {
            return refused(Outcome.Status.MISSING);
        }
        if (op.actorId() != null && !log.participants.contains(op.actorId())) {
            return refused(Outcome.Status.OUTSIDER);
        }
        return switch (op.op()) {
            case "message" -> message(log, op);
            case "end" -> end(log, op);
            case "withdraw" -> withdraw(log, op);
            case "screened" -> screened(log, op);
            default -> change(log, op);
        };
    }

    private Outcome message(Log log, Operation op) {
        for (Message message : log.bySeq.values()) {
            if (message.senderId().equals(op.actorId())
                    && message.clientMessageId().equals(op.clientMessageId())) {
                return new Outcome(Outcome.Status.REPEAT, message, log.createdRevs.get(message.seq()), null);
            }
        }
        if (log.endRev != null) {
            return refused(Outcome.Status.CLOSED);
        }
        long seq = log.bySeq.size() + 1;
        log.rev++;
        log.lastAt = Instant.now();
        Message message = new Message(
                Ids.next(),
                op.conversationId(),
                seq,
                log.rev,
                op.actorId(),
                op.type(),
                op.body(),
                op.media(),
                op.clientMessageId(),
                log.lastAt,
                null,
                null);
        log.bySeq.put(seq, message);
        log.createdRevs.put(seq, log.rev);
        mark(log, message.id(), op);
        return new Outcome(Outcome.Status.OK, message, log.rev, null);
    }

    private Outcome change(Log log, Operation op) {
        Message old = log.bySeq.values().stream()
                .filter(m -> m.id().equals(op.messageId()) && m.senderId().equals(op.actorId()))
                .findAny()
                .orElse(null);
        if (old == null || old.deletedAt() != null && op.op().equals("edit")) {
            return refused(Outcome.Status.MISSING);
        }
        if (old.deletedAt() != null || log.applied.contains(op.opId())) {
            return new Outcome(Outcome.Status.REPEAT, old, old.rev(), null);
        }
        log.applied.add(op.opId());
        log.rev++;
        boolean edit = op.op().equals("edit");
        Message changed = new Message(
                old.id(),
                old.conversationId(),
                old.seq(),
                log.rev,
                old.senderId(),
                old.type(),
                edit ? op.body() : "",
                null,
                old.clientMessageId(),
                old.createdAt(),
                edit ? Instant.now() : old.editedAt(),
                edit ? null : Instant.now());
        log.bySeq.put(old.seq(), changed);
        mark(log, old.id(), op);
        return new Outcome(Outcome.Status.OK, changed, log.rev, null);
    }

    private static void mark(Log log, UUID messageId, Operation op) {
        if (Boolean.TRUE.equals(op.unscreened())) {
            log.unscreened.add(messageId);
        } else {
            log.unscreened.remove(messageId);
        }
    }

    private Outcome withdraw(Log log, Operation op) {
        Message old = log.bySeq.values().stream()
                .filter(m -> m.id().equals(op.messageId()) && m.deletedAt() == null)
                .findAny()
                .orElse(null);
        if (old == null) {
            return refused(Outcome.Status.MISSING);
        }
        return change(log, Operation.delete(op.conversationId(), old.senderId(), old.id()));
    }

    private Outcome screened(Log log, Operation op) {
        Message message = log.bySeq.values().stream()
                .filter(m -> m.id().equals(op.messageId()) && m.rev() == op.rev())
                .findAny()
                .orElse(null);
        if (message == null) {
            return refused(Outcome.Status.MISSING);
        }
        log.unscreened.remove(message.id());
        return new Outcome(Outcome.Status.OK, message, null, null);
    }

    @Override
    public Mono<Items<Unscreened>> unscreened(int limit) {
        return answer(() -> new Items<>(unscreened().stream().limit(limit).toList()));
    }

    /** Of one conversation: others may be those of other tests. */
    public List<Unscreened> unscreened(UUID conversationId) {
        return unscreened().stream()
                .filter(item -> item.conversationId().equals(conversationId))
                .toList();
    }

    private synchronized List<Unscreened> unscreened() {
        return logs.entrySet().stream()
                .flatMap(log -> log.getValue().bySeq.values().stream()
                        .filter(message -> log.getValue().unscreened.contains(message.id()))
                        .map(message -> new Unscreened(log.getKey(), message)))
                .toList();
    }

    private Outcome end(Log log, Operation op) {
        if (log.endRev != null) {
            return log.applied.contains(op.opId())
                    ? new Outcome(Outcome.Status.REPEAT, null, log.endRev, null)
                    : refused(Outcome.Status.CLOSED);
        }
        log.applied.add(op.opId());
        log.endRev = ++log.rev;
        log.reason = op.reason();
        log.endedBy = op.actorId();
        log.lastAt = Instant.now();
        return new Outcome(Outcome.Status.OK, null, log.rev, Change.end(log.rev, op.reason(), op.actorId()));
    }

    private static Outcome refused(Outcome.Status status) {
        return new Outcome(status, null, null, null);
    }

    @Override
    public Mono<Items<Head>> heads(Heads heads) {
        return answer(() -> new Items<>(heads.ids().stream()
                .filter(logs::containsKey)
                .map(id -> head(
                        id,
                        heads.userId(),
                        heads.readSeqs() == null ? 0 : heads.readSeqs().getOrDefault(id, 0L)))
                .toList()));
    }

    private synchronized Head head(UUID id, @Nullable UUID userId, long readSeq) {
        Log log = logs.get(id);
        Message last = log.bySeq.get((long) log.bySeq.size());
        int unread = (int) log.bySeq.values().stream()
                .filter(m -> m.seq() > readSeq && !m.senderId().equals(userId))
                .count();
        return new Head(
                id,
                log.endRev == null ? "open" : "ended",
                log.bySeq.size(),
                log.rev,
                log.participants,
                log.lastAt,
                log.createdAt,
                log.reason,
                log.endedBy,
                userId == null ? null : last,
                userId == null ? null : unread,
                log.lastAt + "|" + id);
    }

    @Override
    public Mono<ChangePage> changes(UUID id, long afterRev, int limit) {
        reads.incrementAndGet();
        return answer(() -> page(id, afterRev, limit));
    }

    private synchronized ChangePage page(UUID id, long afterRev, int limit) {
        Log log = logs.get(id);
        List<Change> all = new ArrayList<>();
        log.bySeq.values().stream()
                .filter(m -> m.rev() > afterRev)
                .forEach(m -> all.add(new Change(m.rev(), "message", log.createdRevs.get(m.seq()), m, null, null)));
        if (log.endRev != null && log.endRev > afterRev) {
            all.add(Change.end(log.endRev, log.reason, log.endedBy));
        }
        all.sort(Comparator.comparingLong(Change::rev));
        return new ChangePage(List.copyOf(all.subList(0, Math.min(limit, all.size()))), log.rev);
    }

    @Override
    public Mono<Message> message(UUID id, UUID messageId) {
        return answer(() -> messages(id).stream()
                .filter(message -> message.id().equals(messageId))
                .findAny()
                .orElseThrow(() -> new Problem(HttpStatus.NOT_FOUND, "MESSAGE_NOT_FOUND", "none")));
    }

    @Override
    public Mono<Items<Head>> of(UUID userId, @Nullable String state, @Nullable String before, int limit) {
        return answer(() -> new Items<>(logs.keySet().stream()
                .map(id -> head(id, null, 0))
                .filter(head -> head.participants().contains(userId))
                .filter(head -> state == null || head.state().equals(state))
                .sorted(Comparator.comparing(Head::lastAt)
                        .thenComparing(Head::id)
                        .reversed())
                .filter(head -> before == null || isAfter(head, before))
                .limit(limit)
                .toList()));
    }

    private static boolean isAfter(Head head, String before) {
        Instant at = Instant.parse(before.substring(0, before.indexOf('|')));
        UUID id = UUID.fromString(before.substring(before.indexOf('|') + 1));
        int order = head.lastAt().compareTo(at);
        return order < 0 || order == 0 && head.id().compareTo(id) < 0;
    }

    /** Appends past this service: as another instance would whose hints are lost. */
    public synchronized Outcome appendUnheard(Operation operation) {
        return apply(operation);
    }
}
