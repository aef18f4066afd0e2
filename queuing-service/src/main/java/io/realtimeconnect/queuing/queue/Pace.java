package io.realtimeconnect.queuing.queue;

import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import io.realtimeconnect.queuing.ticket.Intent;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * How fast people leave the line, measured: users matched per second and intent over the last ten minutes, read from the matches once
 * a second for all who ask on all instances ({@code match-pace}). From it comes the estimated wait, which is position divided by rate.
 */
@Component
class Pace {

    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final long LONGEST_SECONDS = 300;
    /** Where nobody was matched lately. */
    private static final long UNKNOWN_SECONDS = 60;

    private final DatabaseClient db;
    private final TwoTierCache<Measured> cache;

    Pace(DatabaseClient db, TwoTierCaches caches) {
        this.db = db;
        this.cache = caches.cache("match-pace", Measured.class);
    }

    record Measured(double usersPerSecond) {}

    /** Seconds until somebody at that position is matched, 1 to 300. */
    Mono<Long> estimate(Intent intent, long position, Instant now) {
        return usersPerSecond(intent, now)
                .map(rate -> rate <= 0
                        ? UNKNOWN_SECONDS
                        : Math.max(1, Math.min(LONGEST_SECONDS, (long) Math.ceil(position / rate))));
    }

    private Mono<Double> usersPerSecond(Intent intent, Instant now) {
        return cache.get(intent.wire(), measure(intent, now)).map(Measured::usersPerSecond);
    }

    private Mono<Measured> measure(Intent intent, Instant now) {
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
                .map(Measured::new);
    }
}
