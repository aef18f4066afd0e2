package io.realtimeconnect.communication.conversation;

import io.r2dbc.postgresql.codec.Json;
import io.realtimeconnect.perf.events.Outbox;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** The conversations of this service: made once, ended once, each with its event in the same transaction. */
@Repository
class Conversations {

    record Opened(UUID conversationId, List<UUID> participants) {}

    record Ended(
            UUID conversationId,
            List<UUID> participants,
            @Nullable String reason,
            @Nullable UUID endedBy) {}

    private final DatabaseClient db;
    private final Outbox outbox;
    private final TransactionalOperator transaction;
    private final JsonMapper json;
    private final Clock clock;

    Conversations(DatabaseClient db, Outbox outbox, TransactionalOperator transaction, JsonMapper json, Clock clock) {
        this.db = db;
        this.outbox = outbox;
        this.transaction = transaction;
        this.json = json;
        this.clock = clock;
    }

    /** True when this call made it, false when it was there. */
    Mono<Boolean> insert(UUID id, OpenConversation request, Instant createdAt) {
        List<Participant> participants = request.participants();
        return db.sql("""
                        INSERT INTO conversation (id, match_id, match, created_at) VALUES ($1, $2, $3, $4)
                        ON CONFLICT (id) DO NOTHING
                        """)
                .bind(0, id)
                .bind(1, request.matchId())
                .bind(2, Json.of(json.writeValueAsString(request.match())))
                .bind(3, createdAt)
                .fetch()
                .rowsUpdated()
                .filter(rows -> rows > 0)
                .flatMap(rows -> db.sql("""
                                INSERT INTO member (conversation_id, user_id, display_name)
                                SELECT $1, user_id, display_name
                                  FROM unnest($2::uuid[], $3::text[]) AS u (user_id, display_name)
                                """)
                        .bind(0, id)
                        .bind(1, participants.stream().map(Participant::id).toArray(UUID[]::new))
                        .bind(
                                2,
                                participants.stream()
                                        .map(Participant::displayName)
                                        .toArray(String[]::new))
                        .then()
                        .then(outbox.append(
                                "conversation.opened",
                                id.toString(),
                                new Opened(
                                        id,
                                        participants.stream()
                                                .map(Participant::id)
                                                .toList())))
                        .thenReturn(true))
                .defaultIfEmpty(false)
                .as(transaction::transactional);
    }

    /** Notes that the log has ended; true when that was news. */
    Mono<Boolean> markEnded(UUID id, List<UUID> participants, @Nullable String reason, @Nullable UUID endedBy) {
        DatabaseClient.GenericExecuteSpec update = db.sql("""
                        WITH ended AS (
                          UPDATE conversation SET state = 'ended', ended_at = $2, ended_reason = $3, ended_by = $4
                           WHERE id = $1 AND state = 'open'
                          RETURNING id)
                        UPDATE member SET open = false FROM ended WHERE conversation_id = ended.id
                        """).bind(0, id).bind(1, clock.instant());
        update = reason == null ? update.bindNull(2, String.class) : update.bind(2, reason);
        update = endedBy == null ? update.bindNull(3, UUID.class) : update.bind(3, endedBy);
        return update.fetch()
                .rowsUpdated()
                .filter(rows -> rows > 0)
                .flatMap(rows -> outbox.append(
                                "conversation.ended", id.toString(), new Ended(id, participants, reason, endedBy))
                        .thenReturn(true))
                .defaultIfEmpty(false)
                .as(transaction::transactional);
    }

    record OpenedSince(UUID userId, UUID conversationId, Participant partner, String match) {}

    /** Open conversations of these users, made since. */
    Flux<OpenedSince> openedSince(Collection<UUID> users, Instant since) {
        return db.sql("""
                        SELECT mine.user_id, c.id, other.user_id AS partner_id, other.display_name, c.match::text AS match
                          FROM conversation c
                          JOIN member mine ON mine.conversation_id = c.id
                          JOIN member other ON other.conversation_id = c.id AND other.user_id <> mine.user_id
                         WHERE c.state = 'open' AND c.created_at > $2 AND mine.user_id = ANY($1)
                        """)
                .bind(0, users.toArray(UUID[]::new))
                .bind(1, since)
                .map(row -> new OpenedSince(
                        Objects.requireNonNull(row.get("user_id", UUID.class)),
                        Objects.requireNonNull(row.get("id", UUID.class)),
                        new Participant(
                                Objects.requireNonNull(row.get("partner_id", UUID.class)),
                                Objects.requireNonNull(row.get("display_name", String.class))),
                        Objects.requireNonNull(row.get("match", String.class))))
                .all();
    }

    /** Conversations that are open here, in order of id after one. */
    Flux<UUID> openAfter(UUID id, int limit) {
        return db.sql("SELECT id FROM conversation WHERE state = 'open' AND id > $1 ORDER BY id LIMIT $2")
                .bind(0, id)
                .bind(1, limit)
                .map(row -> Objects.requireNonNull(row.get(0, UUID.class)))
                .all();
    }
}
