package io.realtimeconnect.user.session;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** The table {@code known_device}: what each user has signed in from, as far as name and kind tell devices apart. */
@Repository
public class KnownDevices {

    private final DatabaseClient database;

    KnownDevices(DatabaseClient database) {
        this.database = database;
    }

    /**
     * Remembers a device.
     *
     * @return whether it is another one than those the user is known for; false for a user's first
     */
    public Mono<Boolean> isAnother(UUID userId, String kind, @Nullable String name, Instant at) {
        return database.sql("""
                        WITH met AS (
                            INSERT INTO known_device (user_id, device, seen_at) VALUES (:user, :device, :at)
                            ON CONFLICT (user_id, device) DO UPDATE SET seen_at = excluded.seen_at
                            RETURNING xmax = 0 AS fresh)
                        SELECT fresh AND EXISTS (SELECT FROM known_device WHERE user_id = :user) FROM met""")
                .bind("user", userId)
                .bind("device", digest(userId, kind, name))
                .bind("at", at)
                .mapValue(Boolean.class)
                .one();
    }

    /** Drops a user's rows. */
    public Mono<Void> forget(UUID userId) {
        return database.sql("DELETE FROM known_device WHERE user_id = :user")
                .bind("user", userId)
                .then();
    }

    Mono<Long> forgetBefore(Instant before) {
        return database.sql("DELETE FROM known_device WHERE seen_at < :before")
                .bind("before", before)
                .fetch()
                .rowsUpdated();
    }

    private static String digest(UUID userId, String kind, @Nullable String name) {
        try {
            String device = userId + "\n" + kind + "\n" + (name == null ? "" : name);
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(device.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
