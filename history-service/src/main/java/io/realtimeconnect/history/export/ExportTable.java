package io.realtimeconnect.history.export;

import io.r2dbc.spi.Readable;
import io.realtimeconnect.history.export.Export.State;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Mono;

/** Exports and their files, in pieces. */
@Repository
public class ExportTable {

    private static final String COLUMNS = "id, state, progress, requested_at, finished_at, expires_at, bytes, chunks";

    private final DatabaseClient db;

    ExportTable(DatabaseClient db) {
        this.db = db;
    }

    /** A new export, or the one of the user that is not finished yet: there is one at a time. */
    Mono<Export> open(UUID id, UUID userId, Instant now) {
        return db.sql("""
                        INSERT INTO export (id, user_id, state, requested_at) VALUES ($1, $2, 'queued', $3)
                        ON CONFLICT (user_id) WHERE state IN ('queued', 'running') DO NOTHING
                        """)
                .bind(0, id)
                .bind(1, userId)
                .bind(2, now)
                .then()
                .then(db.sql("SELECT " + COLUMNS + """
                                 FROM export
                                WHERE user_id = $1 AND (id = $2 OR state IN ('queued', 'running'))
                                ORDER BY id = $2 DESC
                                LIMIT 1
                                """)
                        .bind(0, userId)
                        .bind(1, id)
                        .map(ExportTable::export)
                        .one());
    }

    /** One of the user's; empty when it has expired. */
    Mono<Export> find(UUID id, UUID userId, Instant now) {
        return db.sql("SELECT " + COLUMNS
                        + " FROM export WHERE id = $1 AND user_id = $2 AND (expires_at IS NULL OR expires_at > $3)")
                .bind(0, id)
                .bind(1, userId)
                .bind(2, now)
                .map(ExportTable::export)
                .one();
    }

    /** Begins once more, from nothing: the number of this attempt; empty when there is nothing to do any more. */
    Mono<Integer> begin(UUID id) {
        return db.sql("""
                        WITH begun AS (
                          UPDATE export SET state = 'running', progress = 0, attempt = attempt + 1
                           WHERE id = $1 AND state IN ('queued', 'running')
                          RETURNING id, attempt),
                        cleared AS (
                          DELETE FROM export_chunk WHERE export_id IN (SELECT id FROM begun))
                        SELECT attempt FROM begun
                        """)
                .bind(0, id)
                .map(row -> Objects.requireNonNull(row.get("attempt", Integer.class)))
                .one();
    }

    /** Stores a piece; false when the export was erased or another attempt has begun. */
    Mono<Boolean> store(UUID id, int attempt, int n, byte[] bytes, int progress) {
        return db.sql("""
                        WITH mine AS (
                          UPDATE export SET progress = greatest(progress, $5)
                           WHERE id = $1 AND attempt = $2 AND state = 'running'
                          RETURNING id)
                        INSERT INTO export_chunk (export_id, n, bytes) SELECT id, $3, $4 FROM mine
                        """)
                .bind(0, id)
                .bind(1, attempt)
                .bind(2, n)
                .bind(3, bytes)
                .bind(4, progress)
                .fetch()
                .rowsUpdated()
                .map(stored -> stored > 0);
    }

    Mono<Boolean> finish(UUID id, int attempt, int chunks, long bytes, Instant now, Instant expiresAt) {
        return db.sql("""
                        UPDATE export
                           SET state = 'done', progress = 100, chunks = $3, bytes = $4, finished_at = $5, expires_at = $6
                         WHERE id = $1 AND attempt = $2 AND state = 'running'
                        """)
                .bind(0, id)
                .bind(1, attempt)
                .bind(2, chunks)
                .bind(3, bytes)
                .bind(4, now)
                .bind(5, expiresAt)
                .fetch()
                .rowsUpdated()
                .map(updated -> updated > 0);
    }

    Mono<Void> fail(UUID id, int attempt, Instant now, Instant expiresAt) {
        return db.sql("""
                        UPDATE export SET state = 'failed', finished_at = $3, expires_at = $4
                         WHERE id = $1 AND attempt = $2 AND state = 'running'
                        """)
                .bind(0, id)
                .bind(1, attempt)
                .bind(2, now)
                .bind(3, expiresAt)
                .then();
    }

    Mono<byte[]> chunk(UUID id, int n) {
        return db.sql("SELECT bytes FROM export_chunk WHERE export_id = $1 AND n = $2")
                .bind(0, id)
                .bind(1, n)
                .map(row -> Objects.requireNonNull(row.get("bytes", byte[].class)))
                .one();
    }

    Mono<Long> dropExpired(Instant now) {
        return db.sql("DELETE FROM export WHERE expires_at <= $1")
                .bind(0, now)
                .fetch()
                .rowsUpdated();
    }

    /** Removes a user's exports, files and all; one that is being made ends. In the caller's transaction. */
    public Mono<Void> erase(UUID userId) {
        return db.sql("DELETE FROM export WHERE user_id = $1").bind(0, userId).then();
    }

    private static Export export(Readable row) {
        Integer chunks = row.get("chunks", Integer.class);
        return new Export(
                get(row, "id", UUID.class),
                State.valueOf(get(row, "state", String.class)),
                get(row, "progress", Integer.class),
                get(row, "requested_at", Instant.class),
                row.get("finished_at", Instant.class),
                row.get("expires_at", Instant.class),
                row.get("bytes", Long.class),
                chunks == null ? 0 : chunks);
    }

    private static <T> T get(Readable row, String column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type), column);
    }
}
