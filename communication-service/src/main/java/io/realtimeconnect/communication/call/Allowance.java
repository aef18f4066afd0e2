package io.realtimeconnect.communication.call;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.realtimeconnect.perf.web.Problem;
import java.time.Duration;
import java.util.UUID;
import org.springframework.http.HttpStatus;

/** How much one user may say in a while, on this instance: a bucket that fills steadily. */
final class Allowance {

    private static final class Bucket {
        private double tokens;
        private long filledNanos;

        Bucket(double tokens, long nanos) {
            this.tokens = tokens;
            this.filledNanos = nanos;
        }

        synchronized boolean take(double perNano, double burst, long now) {
            tokens = Math.min(burst, tokens + (now - filledNanos) * perNano);
            filledNanos = now;
            if (tokens < 1) {
                return false;
            }
            tokens--;
            return true;
        }
    }

    private final double perNano;
    private final int burst;
    private final Ticker ticker;
    private final Cache<UUID, Bucket> buckets;

    Allowance(int times, Duration period, int burst, Ticker ticker) {
        this.perNano = (double) times / period.toNanos();
        this.burst = burst;
        this.ticker = ticker;
        this.buckets = Caffeine.newBuilder()
                .expireAfterAccess(period.multipliedBy(Math.max(2, 2L * burst / times)))
                .ticker(ticker)
                .maximumSize(100_000)
                .build();
    }

    /** @throws Problem {@code RATE_LIMITED} */
    void take(UUID userId) {
        long now = ticker.read();
        if (!buckets.get(userId, id -> new Bucket(burst, now)).take(perNano, burst, now)) {
            throw new Problem(HttpStatus.TOO_MANY_REQUESTS, "RATE_LIMITED", "Too much is said about calls.")
                    .with("retryAfterMs", (long) Math.ceil(1 / perNano / 1e6));
        }
    }
}
