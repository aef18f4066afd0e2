package io.realtimeconnect.communication.call;

import io.r2dbc.spi.Readable;
import io.realtimeconnect.perf.events.Outbox;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table {@code call}. Leases are told by the database's clock, which all instances share. */
@Repository
class CallTable {

    private static final String TOPIC = "call.ended";
    private static final String COLUMNS = """
            SELECT conversation_id, call_id, caller_id, callee_id, state, caller_connection, callee_connection, started_at,
                   answered_at, ended_at, outcome
              FROM call
            """;

    /** What others learn of a call that has ended: how, never what a client said of it, for that is nobody else's. */
    record Ended(
            UUID conversationId,
            String callId,
            UUID callerId,
            UUID calleeId,
            long durationMs,
            String reason,
            Instant startedAt) {}

    private final DatabaseClient db;
    private final Outbox outbox;
    private final TransactionalOperator transaction;
    private final CallProperties properties;

    CallTable(DatabaseClient db, Outbox outbox, TransactionalOperator transaction, CallProperties properties) {
        this.db = db;
        this.outbox = outbox;
        this.transaction = transaction;
        this.properties = properties;
    }

    /**
     * Begins a call; false when the conversation has ended. Waits for an end of it that is under way, so that none begins after that.
     *
     * @return signals {@link DuplicateKeyException} when there is a call in the conversation, or was one of this id
     */
    Mono<Boolean> insert(Call call) {
        return db.sql("""
                        WITH open AS (SELECT id FROM conversation WHERE id = $1 AND state = 'open' FOR SHARE)
                        INSERT INTO call (conversation_id, call_id, caller_id, callee_id, caller_connection, caller_lease,
                                          callee_lease, started_at)
                        SELECT id, $2, $3, $4, $5, now() + $6 * interval '1 ms', now() + $6 * interval '1 ms', $7 FROM open
                        """)
                .bind(0, call.conversationId())
                .bind(1, call.callId())
                .bind(2, call.callerId())
                .bind(3, call.calleeId())
                .bind(4, call.callerConnection())
                .bind(5, properties.lease().toMillis())
                .bind(6, call.startedAt())
                .fetch()
                .rowsUpdated()
                .map(rows -> rows > 0);
    }

    /** Whether the conversation goes on, for who would rather know before it rings. */
    Mono<Boolean> isOpen(UUID conversationId) {
        return db.sql("SELECT state = 'open' FROM conversation WHERE id = $1")
                .bind(0, conversationId)
                .map(row -> Objects.requireNonNull(row.get(0, Boolean.class)))
                .one();
    }

    Mono<Call> find(UUID conversationId, String callId) {
        return db.sql(COLUMNS + " WHERE conversation_id = $1 AND call_id = $2")
                .bind(0, conversationId)
                .bind(1, callId)
                .map(CallTable::call)
                .one();
    }

    /** The call of a conversation that has not ended. */
    Mono<Call> live(UUID conversationId) {
        return db.sql(COLUMNS + " WHERE conversation_id = $1 AND state <> 'ended'")
                .bind(0, conversationId)
                .map(CallTable::call)
                .one();
    }

    /** Makes a ringing call active; false when it is not ringing any more. */
    Mono<Boolean> activate(Call call) {
        return db.sql("""
                        UPDATE call SET state = 'active', callee_connection = $3, answered_at = $4,
                               callee_lease = now() + $5 * interval '1 ms'
                         WHERE conversation_id = $1 AND call_id = $2 AND state = 'ringing'
                        """)
                .bind(0, call.conversationId())
                .bind(1, call.callId())
                .bind(2, Objects.requireNonNull(call.calleeConnection()))
                .bind(3, Objects.requireNonNull(call.answeredAt()))
                .bind(4, properties.lease().toMillis())
                .fetch()
                .rowsUpdated()
                .map(rows -> rows > 0);
    }

    /**
     * Ends a call that is in the state it was found in, with its event; false when it is in another. What a client said of the end is
     * told, not kept.
     */
    Mono<Boolean> end(Call call, CallState found) {
        return db.sql("""
                        UPDATE call SET state = 'ended', ended_at = $3, outcome = $4
                         WHERE conversation_id = $1 AND call_id = $2 AND state = $5
                        """)
                .bind(0, call.conversationId())
                .bind(1, call.callId())
                .bind(2, Objects.requireNonNull(call.endedAt()))
                .bind(3, Objects.requireNonNull(call.ending()).wire())
                .bind(4, found.wire())
                .fetch()
                .rowsUpdated()
                .filter(rows -> rows > 0)
                .flatMap(rows -> outbox.append(TOPIC, call.conversationId().toString(), event(call))
                        .thenReturn(true))
                .defaultIfEmpty(false)
                .as(transaction::transactional);
    }

    private static Ended event(Call call) {
        return new Ended(
                call.conversationId(),
                call.callId(),
                call.callerId(),
                call.calleeId(),
                call.durationMs(),
                Objects.requireNonNull(call.ending()).wire(),
                call.startedAt());
    }

    /** Says that these sockets, and sockets of these users, are there. */
    Mono<Long> renew(Collection<String> connections, Collection<UUID> users) {
        return db.sql("""
                        UPDATE call
                           SET caller_lease = CASE WHEN caller_connection = ANY($1) THEN now() + $3 * interval '1 ms'
                                                   ELSE caller_lease END,
                               callee_lease = CASE WHEN callee_connection = ANY($1)
                                                     OR (state = 'ringing' AND callee_id = ANY($2))
                                                   THEN now() + $3 * interval '1 ms' ELSE callee_lease END
                         WHERE state <> 'ended'
                           AND (caller_connection = ANY($1) OR callee_connection = ANY($1)
                                OR (state = 'ringing' AND callee_id = ANY($2)))
                        """)
                .bind(0, connections.toArray(String[]::new))
                .bind(1, users.toArray(UUID[]::new))
                .bind(2, properties.lease().toMillis())
                .fetch()
                .rowsUpdated();
    }

    /** A call, and how it has to end. */
    record Overdue(Call call, Ending ending) {}

    /** Calls that nobody has ended: a side's lease has run out, it has rung for too long, or the conversation is over. */
    Flux<Overdue> overdue(int limit) {
        return db.sql("""
                        SELECT c.*, CASE WHEN v.state = 'ended' THEN 'conversation_ended'
                                         WHEN least(c.caller_lease, c.callee_lease) < now() THEN 'disconnected'
                                         ELSE 'timeout' END AS ending
                          FROM call c JOIN conversation v ON v.id = c.conversation_id
                         WHERE c.state <> 'ended'
                           AND (v.state = 'ended' OR least(c.caller_lease, c.callee_lease) < now()
                                OR (c.state = 'ringing' AND c.started_at < now() - $1 * interval '1 ms'))
                         LIMIT $2
                        """)
                .bind(0, properties.ring().toMillis())
                .bind(1, limit)
                .map(row -> new Overdue(call(row), ending(required(row, "ending", String.class))))
                .all();
    }

    /** Those of these calls that have ended. */
    Flux<Call> endedOf(List<Key> keys) {
        return db.sql(COLUMNS + """
                         WHERE state = 'ended' AND (conversation_id, call_id) IN
                               (SELECT * FROM unnest($1::uuid[], $2::text[]))
                        """)
                .bind(0, keys.stream().map(Key::conversationId).toArray(UUID[]::new))
                .bind(1, keys.stream().map(Key::callId).toArray(String[]::new))
                .map(CallTable::call)
                .all();
    }

    /** Those of the conversations with a call, or one that ended not long ago. */
    Flux<UUID> lively(Collection<UUID> conversations) {
        return db.sql("""
                        SELECT DISTINCT conversation_id FROM call
                         WHERE conversation_id = ANY($1)
                           AND (state <> 'ended' OR ended_at > now() - $2 * interval '1 ms')
                        """)
                .bind(0, conversations.toArray(UUID[]::new))
                .bind(1, properties.lively().toMillis())
                .map(row -> required(row, "conversation_id", UUID.class))
                .all();
    }

    /** Forgets the calls of a user that have ended. */
    Mono<Long> removeOf(UUID userId) {
        return db.sql("DELETE FROM call WHERE state = 'ended' AND (caller_id = $1 OR callee_id = $1)")
                .bind(0, userId)
                .fetch()
                .rowsUpdated();
    }

    /** Forgets calls that ended long ago. */
    Mono<Long> forget() {
        return db.sql("DELETE FROM call WHERE state = 'ended' AND ended_at < now() - $1 * interval '1 ms'")
                .bind(0, properties.keep().toMillis())
                .fetch()
                .rowsUpdated();
    }

    private static Call call(Readable row) {
        String outcome = row.get("outcome", String.class);
        return new Call(
                required(row, "conversation_id", UUID.class),
                required(row, "call_id", String.class),
                required(row, "caller_id", UUID.class),
                required(row, "callee_id", UUID.class),
                CallState.of(required(row, "state", String.class)),
                required(row, "caller_connection", String.class),
                row.get("callee_connection", String.class),
                required(row, "started_at", Instant.class),
                row.get("answered_at", Instant.class),
                row.get("ended_at", Instant.class),
                outcome,
                outcome == null ? null : ending(outcome));
    }

    private static Ending ending(String wire) {
        return Ending.valueOf(wire.toUpperCase(Locale.ROOT));
    }

    private static <T> T required(Readable row, String column, Class<T> type) {
        @Nullable T value = row.get(column, type);
        return Objects.requireNonNull(value);
    }
}
