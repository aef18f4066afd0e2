package io.realtimeconnect.user.account;

import java.time.Instant;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The table {@code sanction}: what moderation-service has imposed. */
@Repository
class SanctionTable {

    private final DatabaseClient database;

    SanctionTable(DatabaseClient database) {
        this.database = database;
    }

    /** The suspension or ban that lasts longest; empty when the user may log in. */
    Mono<Sanction> barring(UUID userId, Instant now) {
        return database.sql("""
                        SELECT action_id, reason, expires_at FROM sanction
                        WHERE user_id = :user AND kind IN ('suspend', 'ban') AND lifted_at IS NULL
                          AND (expires_at IS NULL OR expires_at > :now)
                        ORDER BY expires_at DESC NULLS FIRST LIMIT 1""")
                .bind("user", userId)
                .bind("now", now)
                .map(row -> new Sanction(
                        row.get("action_id", UUID.class),
                        row.get("reason", String.class),
                        row.get("expires_at", Instant.class)))
                .one();
    }
}
