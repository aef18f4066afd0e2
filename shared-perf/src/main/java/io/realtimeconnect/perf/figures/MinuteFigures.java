package io.realtimeconnect.perf.figures;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** The tables {@code minute_sample} and {@code minute_figure}. */
final class MinuteFigures {

    private static final Duration SAMPLES = Duration.ofHours(1);

    private final DatabaseClient database;

    MinuteFigures(DatabaseClient database) {
        this.database = database;
    }

    /** What one instance did in the minute that holds {@code at}; again adds up. */
    Mono<Void> sample(Instant at, String instance, Map<String, Double> figures) {
        return database.sql("""
                        INSERT INTO minute_sample AS s (minute, instance, figure, value)
                        SELECT :minute, :instance, f.figure, f.value FROM unnest(:figures, :values) AS f (figure, value)
                        ON CONFLICT (minute, instance, figure) DO UPDATE SET value = s.value + excluded.value""")
                .bind("minute", at.truncatedTo(ChronoUnit.MINUTES))
                .bind("instance", instance)
                .bind("figures", figures.keySet().toArray(String[]::new))
                .bind("values", figures.values().toArray(Double[]::new))
                .then();
    }

    /** Sums up what instances have told so far, as often as need be; what is told late is in the next sum. */
    Mono<Void> aggregate(Instant now, Duration keep) {
        return database.sql("""
                        INSERT INTO minute_figure (minute, figure, value)
                        SELECT minute, figure, sum(value) FROM minute_sample GROUP BY minute, figure
                        ON CONFLICT (minute, figure) DO UPDATE SET value = excluded.value WHERE minute_figure.value <> excluded.value""")
                .then()
                .then(forget("minute_sample", now.minus(SAMPLES)))
                .then(forget("minute_figure", now.minus(keep)));
    }

    /** Newest first. */
    Mono<List<Minute>> since(Instant from) {
        return database.sql(
                        "SELECT minute, figure, value FROM minute_figure WHERE minute >= :from ORDER BY minute DESC, figure")
                .bind("from", from)
                .map(row -> new Minute(
                        row.get("minute", Instant.class),
                        Map.of(row.get("figure", String.class), row.get("value", Double.class))))
                .all()
                .bufferUntilChanged(Minute::minute)
                .map(MinuteFigures::one)
                .collectList();
    }

    private static Minute one(List<Minute> parts) {
        Map<String, Double> figures = new LinkedHashMap<>();
        parts.forEach(part -> figures.putAll(part.figures()));
        return new Minute(parts.get(0).minute(), figures);
    }

    private Mono<Void> forget(String table, Instant before) {
        return database.sql("DELETE FROM " + table + " WHERE minute < :before")
                .bind("before", before)
                .then();
    }

    /** @param figures counts and times (ms) of that minute, over all instances */
    record Minute(Instant minute, Map<String, Double> figures) {

        Minute {
            figures = Collections.unmodifiableMap(new TreeMap<>(figures));
        }
    }
}
