package io.realtimeconnect.history.ingest;

import io.realtimeconnect.history.ingest.EventInput.Row;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Events and what is counted of them, in step: whatever writes the one writes the other in the same statement. */
@Repository
public class EventTable {

    private static final int SHARDS = 16;
    private static final long BATCH = 5_000;

    private final DatabaseClient db;

    EventTable(DatabaseClient db) {
        this.db = db;
    }

    /** Rows are taken in order of their keys everywhere, so that two statements never wait for one another. */
    Mono<Integer> insert(UUID userId, List<Row> rows, Instant now) {
        return db.sql("""
                        WITH given AS (
                          SELECT DISTINCT ON (id) id, type, at, properties
                            FROM unnest($2::text[], $3::text[], $4::timestamptz[], $5::text[])
                                 WITH ORDINALITY AS g (id, type, at, properties, n)
                           ORDER BY id, n),
                        added AS (
                          INSERT INTO event (user_id, id, type, at, properties, received_at)
                          SELECT $1, id, type, at, properties::jsonb, $6 FROM given ORDER BY id
                          ON CONFLICT DO NOTHING
                          RETURNING type, at),
                        counted AS (
                          INSERT INTO event_total AS t (minute, type, shard, n)
                          SELECT date_trunc('minute', at, 'UTC'), type, $7, count(*)
                            FROM added GROUP BY 1, 2 ORDER BY 1, 2
                          ON CONFLICT (minute, type, shard) DO UPDATE SET n = t.n + excluded.n),
                        own AS (
                          INSERT INTO event_own_total AS t (user_id, minute, type, n)
                          SELECT $1, date_trunc('minute', at, 'UTC'), type, count(*)
                            FROM added GROUP BY 2, 3 ORDER BY 2, 3
                          ON CONFLICT (user_id, minute, type) DO UPDATE SET n = t.n + excluded.n),
                        seen AS (
                          INSERT INTO active (span, at, user_id)
                          SELECT DISTINCT s.span, date_trunc(s.span, a.at, 'UTC'), $1
                            FROM added a CROSS JOIN (VALUES ('minute'), ('hour'), ('day')) AS s (span)
                           ORDER BY 1, 2
                          ON CONFLICT DO NOTHING)
                        SELECT count(*)::int AS added FROM added
                        """)
                .bind(0, userId)
                .bind(1, column(rows, Row::id, String[]::new))
                .bind(2, column(rows, Row::type, String[]::new))
                .bind(3, column(rows, Row::at, Instant[]::new))
                .bind(4, column(rows, Row::properties, String[]::new))
                .bind(5, now)
                .bind(6, shard(userId))
                .map(row -> Objects.requireNonNull(row.get("added", Integer.class)))
                .one();
    }

    /** A user's events behind an id, in order of their ids, as JSON. */
    public Flux<Stored> of(UUID userId, String afterId, int limit) {
        return db.sql("""
                        SELECT id, json_build_object('id', id, 'type', type, 'at', at, 'properties', properties,
                                                     'receivedAt', received_at)::text AS json
                          FROM event
                         WHERE user_id = $1 AND id > $2
                         ORDER BY id
                         LIMIT $3
                        """)
                .bind(0, userId)
                .bind(1, afterId)
                .bind(2, limit)
                .map(row -> new Stored(
                        Objects.requireNonNull(row.get("id", String.class)),
                        Objects.requireNonNull(row.get("json", String.class))))
                .all();
    }

    public record Stored(String id, String json) {}

    /** Removes a user's events, and takes them off what was counted, in the caller's transaction. */
    public Mono<Void> erase(UUID userId) {
        return db.sql("""
                        WITH gone AS (
                          DELETE FROM event WHERE user_id = $1 RETURNING type, at),
                        less AS (
                          SELECT date_trunc('minute', at, 'UTC') AS minute, type, count(*) AS n FROM gone GROUP BY 1, 2)
                        MERGE INTO event_total t
                        USING less l ON t.minute = l.minute AND t.type = l.type AND t.shard = $2
                         WHEN MATCHED AND t.n <= l.n THEN DELETE
                         WHEN MATCHED THEN UPDATE SET n = t.n - l.n
                        """)
                .bind(0, userId)
                .bind(1, shard(userId))
                .then()
                .then(forget("DELETE FROM event_own_total WHERE user_id = $1", userId))
                .then(forget("DELETE FROM active WHERE user_id = $1", userId));
    }

    private Mono<Void> forget(String sql, UUID userId) {
        return db.sql(sql).bind(0, userId).then();
    }

    /** Removes what is older, a few thousand rows a statement. */
    Mono<Void> drop(Instant before) {
        return drop("event", "received_at", before)
                .then(drop("event_total", "minute", before))
                .then(drop("event_own_total", "minute", before))
                .then(drop("active", "at", before));
    }

    private Mono<Void> drop(String table, String age, Instant before) {
        return db.sql("DELETE FROM %1$s WHERE ctid = ANY(ARRAY(SELECT ctid FROM %1$s WHERE %2$s < $1 LIMIT $2))"
                        .formatted(table, age))
                .bind(0, before)
                .bind(1, BATCH)
                .fetch()
                .rowsUpdated()
                .repeat()
                .takeUntil(removed -> removed < BATCH)
                .then();
    }

    private static short shard(UUID userId) {
        return (short) Math.floorMod(userId.hashCode(), SHARDS);
    }

    private static <V> V[] column(List<Row> rows, Function<Row, V> member, IntFunction<V[]> array) {
        return rows.stream().map(member).toArray(array);
    }
}
