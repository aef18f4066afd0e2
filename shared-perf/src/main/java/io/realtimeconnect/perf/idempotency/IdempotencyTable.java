package io.realtimeconnect.perf.idempotency;

import io.r2dbc.postgresql.codec.Json;
import io.r2dbc.spi.Readable;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The table {@code idempotency}; its primary key settles races of any number of instances. */
final class IdempotencyTable {

    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};
    private static final int AT_ONCE = 1_000;

    private final DatabaseClient database;
    private final JsonMapper json;
    private final double keptSeconds;
    private final double leaseSeconds;

    IdempotencyTable(DatabaseClient database, JsonMapper json, IdempotencyProperties properties) {
        this.database = database;
        this.json = json;
        this.keptSeconds = properties.kept().toMillis() / 1000.0;
        this.leaseSeconds = properties.lease().toMillis() / 1000.0;
    }

    /** Whether the key is this claim's now: it was free, its day is over, or its holder of the same request died. */
    Mono<Boolean> take(Claim claim) {
        return database.sql("""
                        INSERT INTO idempotency AS i (user_id, key, fingerprint, state, holder, lease_until)
                        VALUES (:user, :key, :fingerprint, 'in_progress', :holder, now() + make_interval(secs => :lease))
                        ON CONFLICT (user_id, key) DO UPDATE
                        SET fingerprint = excluded.fingerprint, state = 'in_progress', holder = excluded.holder,
                            lease_until = excluded.lease_until, created_at = now(), status = NULL, headers = NULL, body = NULL
                        WHERE i.created_at < now() - make_interval(secs => :kept)
                            OR (i.state = 'in_progress' AND i.lease_until < now() AND i.fingerprint = excluded.fingerprint)
                        """)
                .bind("user", claim.userId())
                .bind("key", claim.key())
                .bind("fingerprint", claim.fingerprint())
                .bind("holder", claim.holder())
                .bind("lease", leaseSeconds)
                .bind("kept", keptSeconds)
                .fetch()
                .rowsUpdated()
                .map(rows -> rows > 0);
    }

    /** What is known of the claim's key; empty when it has become free. */
    Mono<Known> find(Claim claim) {
        return database.sql(
                        "SELECT fingerprint, status, headers, body FROM idempotency WHERE user_id = :user AND key = :key")
                .bind("user", claim.userId())
                .bind("key", claim.key())
                .map(row -> new Known(
                        Arrays.equals(row.get("fingerprint", byte[].class), claim.fingerprint()), answer(row)))
                .one();
    }

    Mono<Void> renew(Claim claim) {
        return held("UPDATE idempotency SET lease_until = now() + make_interval(secs => :lease) WHERE ", claim)
                .bind("lease", leaseSeconds)
                .then();
    }

    Mono<Void> complete(Claim claim, Answer answer) {
        var update = held(
                        "UPDATE idempotency SET state = 'done', status = :status, headers = :headers, body = :body WHERE ",
                        claim)
                .bind("status", answer.status())
                .bind("headers", Json.of(json.writeValueAsString(answer.headers())));
        byte[] body = answer.body();
        return (body == null ? update.bindNull("body", byte[].class) : update.bind("body", body)).then();
    }

    /** Frees the key for another try. */
    Mono<Void> release(Claim claim) {
        return held("DELETE FROM idempotency WHERE ", claim).then();
    }

    /** Removes some of what is no longer kept; how many. */
    Mono<Long> drop() {
        return database.sql("""
                        DELETE FROM idempotency WHERE (user_id, key) IN (
                            SELECT user_id, key FROM idempotency
                            WHERE created_at < now() - make_interval(secs => :kept)
                            ORDER BY created_at LIMIT :most FOR UPDATE SKIP LOCKED)
                        """)
                .bind("kept", keptSeconds)
                .bind("most", AT_ONCE)
                .fetch()
                .rowsUpdated();
    }

    private DatabaseClient.GenericExecuteSpec held(String sql, Claim claim) {
        return database.sql(sql + "user_id = :user AND key = :key AND holder = :holder AND state = 'in_progress'")
                .bind("user", claim.userId())
                .bind("key", claim.key())
                .bind("holder", claim.holder());
    }

    private @Nullable Answer answer(Readable row) {
        Integer status = row.get("status", Integer.class);
        return status == null
                ? null
                : new Answer(
                        status,
                        json.readValue(
                                Objects.requireNonNull(row.get("headers", Json.class))
                                        .asString(),
                                HEADERS),
                        row.get("body", byte[].class));
    }

    /** @param answer null while the first request is at work */
    record Known(boolean same, @Nullable Answer answer) {}
}
