package io.realtimeconnect.queuing.queue;

import io.realtimeconnect.queuing.ticket.Intent;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * How fast people leave the line, measured: users matched per second and intent over the last ten minutes, read from the matches at
 * most once a second. From it comes the estimated wait, which is position divided by rate.
 */
@Component
class Pace {

    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final long LONGEST_SECONDS = 300;
    /** Where nobody was matched lately. */
    private static final long UNKNOWN_SECONDS = 60;

    private final DatabaseClient db;
    private final Map<Intent, Measured> measured = new ConcurrentHashMap<>();

    Pace(DatabaseClient db) {
        this.db = db;
    }

    private record Measured(Instant at, double usersPerSecond) {}

    /** Seconds until somebody at that position is matched, 1 to 300. */
    Mono<Long> estimate(Intent intent, long position, Instant now) {
        return usersPerSecond(intent, now)
                .map(rate -> rate <= 0
                        ? UNKNOWN_SECONDS
                        : Math.max(1, Math.min(LONGEST_SECONDS, (long) Math.ceil(position / rate))));
    }

    private Mono<Double> usersPerSecond(Intent intent, Instant now) {
        Measured last = measured.get(intent);
        if (last != null && !now.isBefore(last.at()) && now.isBefore(last.at().plus(FRESH))) {
            return Mono.just(last.usersPerSecond());
        }
        return db.sql("""
                        SELECT 2.0 * count(*)
                               / greatest(30, extract(epoch FROM $2 - coalesce(min(made_at), $2))) AS rate
                          FROM match
                         WHERE intent = $1 AND made_at > $3 AND state <> 'cancelled'
                        """)
                .bind(0, intent.wire())
                .bind(1, now)
                .bind(2, now.minus(WINDOW))
                .map((row, meta) -> Objects.requireNonNull(row.get("rate", Double.class)))
                .one()
                .doOnNext(rate -> measured.put(intent, new Measured(now, rate)));
    }
}
