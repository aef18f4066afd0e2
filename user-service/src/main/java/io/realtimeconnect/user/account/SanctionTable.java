package io.realtimeconnect.user.account;

import io.r2dbc.postgresql.codec.PostgresqlObjectId;
import io.r2dbc.spi.Parameters;
import io.realtimeconnect.user.account.SanctionEvents.Action;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The table {@code sanction}: what moderation-service has imposed. */
@Repository
class SanctionTable {

    private static final String IN_FORCE =
            "kind IN ('suspend', 'ban') AND lifted_at IS NULL AND (expires_at IS NULL OR expires_at > :now)";

    private final DatabaseClient database;

    SanctionTable(DatabaseClient database) {
        this.database = database;
    }

    /** The suspension or ban that lasts longest; empty when the user may log in. */
    Mono<Sanction> barring(UUID userId, Instant now) {
        return database.sql("SELECT action_id, reason, expires_at FROM sanction WHERE user_id = :user AND " + IN_FORCE
                        + " ORDER BY expires_at DESC NULLS FIRST LIMIT 1")
                .bind("user", userId)
                .bind("now", now)
                .map(row -> new Sanction(
                        row.get("action_id", UUID.class),
                        row.get("reason", String.class),
                        row.get("expires_at", Instant.class)))
                .one();
    }

    /** Those of the users who may not log in. */
    Flux<UUID> barred(Collection<UUID> userIds, Instant now) {
        return database.sql("SELECT DISTINCT user_id FROM sanction WHERE user_id = ANY(:users) AND " + IN_FORCE)
                .bind("users", userIds.toArray(UUID[]::new))
                .bind("now", now)
                .mapValue(UUID.class)
                .all();
    }

    /** Again changes nothing, and says false. */
    Mono<Boolean> insert(Action action) {
        return database.sql("""
                        INSERT INTO sanction (action_id, user_id, kind, reason, expires_at)
                        VALUES (:id, :user, :kind, :reason, :expires) ON CONFLICT (action_id) DO NOTHING""")
                .bind("id", action.actionId())
                .bind("user", action.userId())
                .bind("kind", action.kind())
                .bind("reason", action.reason())
                .bind("expires", Parameters.in(PostgresqlObjectId.TIMESTAMPTZ, action.expiresAt()))
                .fetch()
                .rowsUpdated()
                .map(rows -> rows > 0);
    }

    Mono<Void> lift(Action action, Instant at) {
        return insert(action)
                .then(database.sql("UPDATE sanction SET lifted_at = :at WHERE action_id = :id AND lifted_at IS NULL")
                        .bind("at", at)
                        .bind("id", action.actionId())
                        .then());
    }

    /** Another reason, where the sanction is still known. */
    Mono<Void> reword(Action action) {
        return database.sql("UPDATE sanction SET reason = :reason WHERE action_id = :id")
                .bind("reason", action.reason())
                .bind("id", action.actionId())
                .then();
    }

    Mono<Void> forget(UUID userId) {
        return database.sql("DELETE FROM sanction WHERE user_id = :user")
                .bind("user", userId)
                .then();
    }
}
