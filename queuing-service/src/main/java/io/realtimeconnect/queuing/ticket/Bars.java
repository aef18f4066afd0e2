package io.realtimeconnect.queuing.ticket;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Who is suspended or banned, and may not be matched; {@link Tickets} passes over these, whatever else has been missed. */
@Component
public class Bars {

    private final DatabaseClient db;

    public Bars(DatabaseClient db) {
        this.db = db;
    }

    /** @param expiresAt null for one that lasts until it is lifted */
    public Mono<Void> add(UUID actionId, UUID userId, @Nullable Instant expiresAt) {
        var insert = db.sql(
                        "INSERT INTO bar (action_id, user_id, expires_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
                .bind(0, actionId)
                .bind(1, userId);
        return (expiresAt == null ? insert.bindNull(2, Instant.class) : insert.bind(2, expiresAt)).then();
    }

    public Mono<Void> lift(UUID actionId) {
        return db.sql("DELETE FROM bar WHERE action_id = $1").bind(0, actionId).then();
    }

    public Mono<Void> forget(UUID userId) {
        return db.sql("DELETE FROM bar WHERE user_id = $1").bind(0, userId).then();
    }

    public Mono<Void> forgetOld(Instant now) {
        return db.sql("DELETE FROM bar WHERE expires_at < $1").bind(0, now).then();
    }

    public Mono<Boolean> isBarred(UUID userId, Instant now) {
        return db.sql("""
                        SELECT EXISTS (SELECT FROM bar
                                        WHERE user_id = $1 AND (expires_at IS NULL OR expires_at > $2)) AS barred
                        """)
                .bind(0, userId)
                .bind(1, now)
                .map((row, meta) -> Objects.requireNonNull(row.get("barred", Boolean.class)))
                .one();
    }
}
