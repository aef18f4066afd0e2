package io.realtimeconnect.moderation.sanction;

import io.r2dbc.spi.Readable;
import io.realtimeconnect.moderation.sanction.Sanction.Kind;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Sanctions as rows. */
@Repository
class SanctionStore {

    private static final String COLUMNS =
            "id, user_id, kind, reason, expires_at, created_by, created_at, lifted_by, lifted_at";

    private final DatabaseClient database;

    SanctionStore(DatabaseClient database) {
        this.database = database;
    }

    Mono<Void> insert(Sanction sanction) {
        var insert = database.sql("""
                        INSERT INTO sanction (id, user_id, kind, reason, expires_at, created_by, created_at)
                        VALUES (:id, :user, :kind, :reason, :expires, :by, :at)
                        """)
                .bind("id", sanction.id())
                .bind("user", sanction.userId())
                .bind("kind", sanction.kind().name().toLowerCase(Locale.ROOT))
                .bind("reason", sanction.reason())
                .bind("by", sanction.createdBy())
                .bind("at", sanction.createdAt());
        return (sanction.expiresAt() == null
                        ? insert.bindNull("expires", Instant.class)
                        : insert.bind("expires", sanction.expiresAt()))
                .then();
    }

    /** Lifts it, once; empty when there is none or it was lifted before. */
    Mono<Sanction> lift(UUID id, UUID by, Instant at) {
        return database.sql("""
                        UPDATE sanction SET lifted_by = :by, lifted_at = :at
                         WHERE id = :id AND lifted_at IS NULL RETURNING\s""" + COLUMNS)
                .bind("id", id)
                .bind("by", by)
                .bind("at", at)
                .map(SanctionStore::sanction)
                .one();
    }

    /** Gives another reason to those of a user whose reason is not a usual one, also where it was told and is kept; what was changed. */
    Flux<Sanction> reword(UUID userId, Collection<String> usual, String reason) {
        String[] kept = usual.toArray(String[]::new);
        Mono<Void> told = database.sql("""
                        UPDATE outbox SET payload = jsonb_set(payload, '{reason}', to_jsonb(:reason::text))
                         WHERE topic LIKE 'action.%' AND key = :key AND lower(payload ->> 'reason') <> ALL(:usual)
                        """)
                .bind("reason", reason)
                .bind("key", userId.toString())
                .bind("usual", kept)
                .then();
        return told.thenMany(database.sql("""
                        UPDATE sanction SET reason = :reason
                         WHERE user_id = :user AND lower(reason) <> ALL(:usual) RETURNING\s""" + COLUMNS)
                .bind("reason", reason)
                .bind("user", userId)
                .bind("usual", kept)
                .map(SanctionStore::sanction)
                .all());
    }

    Mono<Sanction> find(UUID id) {
        return database.sql("SELECT " + COLUMNS + " FROM sanction WHERE id = :id")
                .bind("id", id)
                .map(SanctionStore::sanction)
                .one();
    }

    /** Those of a user, or of all, latest first, from before an id. */
    Flux<Sanction> list(@Nullable UUID userId, UUID before, int limit) {
        var select = database.sql("SELECT " + COLUMNS
                        + " FROM sanction WHERE id < :before AND (:user::uuid IS NULL OR user_id = :user)"
                        + " ORDER BY id DESC LIMIT :limit")
                .bind("before", before)
                .bind("limit", limit);
        return (userId == null ? select.bindNull("user", UUID.class) : select.bind("user", userId))
                .map(SanctionStore::sanction)
                .all();
    }

    Flux<Sanction> inForce(UUID userId, Instant now) {
        return database.sql("SELECT " + COLUMNS + """
                         FROM sanction
                        WHERE user_id = :user AND lifted_at IS NULL AND (expires_at IS NULL OR expires_at > :now)
                        ORDER BY id DESC LIMIT 100
                        """)
                .bind("user", userId)
                .bind("now", now)
                .map(SanctionStore::sanction)
                .all();
    }

    private static Sanction sanction(Readable row) {
        return new Sanction(
                Objects.requireNonNull(row.get("id", UUID.class)),
                Objects.requireNonNull(row.get("user_id", UUID.class)),
                Kind.valueOf(
                        Objects.requireNonNull(row.get("kind", String.class)).toUpperCase(Locale.ROOT)),
                Objects.requireNonNull(row.get("reason", String.class)),
                row.get("expires_at", Instant.class),
                Objects.requireNonNull(row.get("created_by", UUID.class)),
                Objects.requireNonNull(row.get("created_at", Instant.class)),
                row.get("lifted_by", UUID.class),
                row.get("lifted_at", Instant.class));
    }
}
