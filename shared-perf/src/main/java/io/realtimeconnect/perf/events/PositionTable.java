package io.realtimeconnect.perf.events;

import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** The table {@code event_position}. */
final class PositionTable {

    private final DatabaseClient database;

    PositionTable(DatabaseClient database) {
        this.database = database;
    }

    Mono<Void> begin(String source) {
        return database.sql(
                        "INSERT INTO event_position (source, position) SELECT :source, 0"
                                + " WHERE NOT EXISTS (SELECT FROM event_position WHERE source = :source) ON CONFLICT DO NOTHING")
                .bind("source", source)
                .then();
    }

    Mono<Long> of(String source) {
        return position("SELECT position FROM event_position WHERE source = :source", source);
    }

    /** Held to the end of the transaction; empty while another one holds it. */
    Mono<Long> lock(String source) {
        return position("SELECT position FROM event_position WHERE source = :source FOR UPDATE SKIP LOCKED", source);
    }

    Mono<Void> move(String source, long position) {
        return update(
                "UPDATE event_position SET position = :position, changed_at = now() WHERE source = :source",
                source,
                position);
    }

    /** Goes on past events of other topics, never back. */
    Mono<Void> pass(String source, long position) {
        return update(
                "UPDATE event_position SET position = :position, changed_at = now()"
                        + " WHERE source = :source AND position < :position",
                source,
                position);
    }

    private Mono<Void> update(String sql, String source, long position) {
        return database.sql(sql)
                .bind("source", source)
                .bind("position", position)
                .then();
    }

    private Mono<Long> position(String sql, String source) {
        return database.sql(sql)
                .bind("source", source)
                .map(row -> Objects.requireNonNull(row.get("position", Long.class)))
                .one();
    }
}
