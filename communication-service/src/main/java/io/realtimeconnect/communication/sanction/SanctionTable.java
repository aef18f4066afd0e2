package io.realtimeconnect.communication.sanction;

import io.r2dbc.spi.Readable;
import io.realtimeconnect.communication.sanction.Sanction.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Sanctions as rows. The event's position orders their changes as they were committed, here and at moderation-service. */
@Repository
class SanctionTable {

    private static final String COLUMNS = "action_id, user_id, kind, reason, expires_at, lifted, position";
    private static final int AT_ONCE = 500;
    /** What is over stays for instances that have not looked yet. */
    private static final Duration KEPT = Duration.ofDays(1);

    private final DatabaseClient db;

    SanctionTable(DatabaseClient db) {
        this.db = db;
    }

    Mono<Void> insert(Sanction sanction, Instant now) {
        var insert = db.sql("""
                        INSERT INTO sanction (action_id, user_id, kind, reason, position, changed_at, expires_at)
                        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING
                        """)
                .bind(0, sanction.actionId())
                .bind(1, sanction.userId())
                .bind(2, sanction.kind().name())
                .bind(3, sanction.reason())
                .bind(4, sanction.position())
                .bind(5, now);
        Instant expiresAt = sanction.expiresAt();
        return (expiresAt == null ? insert.bindNull(6, Instant.class) : insert.bind(6, expiresAt)).then();
    }

    Mono<Void> lift(UUID actionId, long position, Instant now) {
        return db.sql("UPDATE sanction SET lifted = true, position = $2, changed_at = $3 WHERE action_id = $1")
                .bind(0, actionId)
                .bind(1, position)
                .bind(2, now)
                .then();
    }

    /** Another reason, which is news to nobody. */
    Mono<Void> reword(UUID actionId, String reason) {
        return db.sql("UPDATE sanction SET reason = $2 WHERE action_id = $1")
                .bind(0, actionId)
                .bind(1, reason)
                .then();
    }

    /** What may count for a user now or later, the longest lasting first. */
    Flux<Sanction> of(UUID userId, Instant now) {
        return db.sql("SELECT " + COLUMNS + """
                         FROM sanction
                        WHERE user_id = $1 AND NOT lifted AND kind <> 'warn' AND (expires_at IS NULL OR expires_at > $2)
                        ORDER BY expires_at DESC NULLS FIRST
                        """)
                .bind(0, userId)
                .bind(1, now)
                .map(SanctionTable::sanction)
                .all();
    }

    /** What changed after a position, in that order. */
    Flux<Sanction> after(long position) {
        return db.sql("SELECT " + COLUMNS + " FROM sanction WHERE position > $1 ORDER BY position LIMIT " + AT_ONCE)
                .bind(0, position)
                .map(SanctionTable::sanction)
                .all();
    }

    Mono<Long> lastPosition() {
        return db.sql("SELECT coalesce(max(position), 0) FROM sanction")
                .map(row -> Objects.requireNonNull(row.get(0, Long.class)))
                .one();
    }

    Mono<Void> forget(UUID userId) {
        return db.sql("DELETE FROM sanction WHERE user_id = $1").bind(0, userId).then();
    }

    /** Removes what is over for good: warnings, what was lifted, what has run out. */
    Mono<Void> forgetOld(Instant now) {
        return db.sql("""
                        DELETE FROM sanction
                         WHERE changed_at < $1 AND (kind = 'warn' OR lifted OR expires_at < $1)
                        """).bind(0, now.minus(KEPT)).then();
    }

    private static Sanction sanction(Readable row) {
        return new Sanction(
                Objects.requireNonNull(row.get("action_id", UUID.class)),
                Objects.requireNonNull(row.get("user_id", UUID.class)),
                Kind.valueOf(Objects.requireNonNull(row.get("kind", String.class))),
                Objects.requireNonNull(row.get("reason", String.class)),
                row.get("expires_at", Instant.class),
                Objects.requireNonNull(row.get("lifted", Boolean.class)),
                Objects.requireNonNull(row.get("position", Long.class)));
    }
}
