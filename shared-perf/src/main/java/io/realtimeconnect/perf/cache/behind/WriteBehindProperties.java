package io.realtimeconnect.perf.cache.behind;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code perf.cache.write-behind}: for all caches of that strategy.
 *
 * @param journalTimeout until a write that Redis has not answered is given up
 * @param delay how long an accepted write waits, so that later ones of its key take its place: a key is stored once a delay at most
 * @param batch entries in one call of a source
 * @param maxEntries keys in the journal, per cache; in 16 shards, each of which bounds its part
 * @param acceptWait how long a write waits for room in the journal before it is refused
 * @param storeTimeout after which a call of a source counts as failed
 * @param lease how long an instance that has died keeps others from its shards; twice the {@code storeTimeout} or more
 * @param attempts that fail until an entry is parked
 * @param retry wait after the first failure; doubles up to {@code maxRetry}, with jitter
 * @param maxRetry the longest wait after a failure, until the entry is parked
 * @param parkedRetry wait of what is parked
 * @param old age of the oldest entry from which health is degraded
 * @param shutdownWait how long a graceful shutdown goes on storing; what is left others store, in shards that were being written then
 *     only after the lease
 */
public record WriteBehindProperties(
        @DefaultValue("500ms") @NotNull @DurationMin(millis = 1) @DurationMax(minutes = 1)
        Duration journalTimeout,

        @DefaultValue("1s") @NotNull @DurationMin @DurationMax(days = 1)
        Duration delay,

        @DefaultValue("100") @Positive @Max(1000) int batch,
        @DefaultValue("10000") @Positive int maxEntries,

        @DefaultValue("1s") @NotNull @DurationMin @DurationMax(hours = 1)
        Duration acceptWait,

        @DefaultValue("5s") @NotNull @DurationMin(millis = 1) @DurationMax(hours = 1)
        Duration storeTimeout,

        @DefaultValue("15s") @NotNull @DurationMin(millis = 1) @DurationMax(days = 1)
        Duration lease,

        @DefaultValue("10") @Positive int attempts,

        @DefaultValue("1s") @NotNull @DurationMin(millis = 1) @DurationMax(days = 1)
        Duration retry,

        @DefaultValue("1m") @NotNull @DurationMin(millis = 1) @DurationMax(days = 1)
        Duration maxRetry,

        @DefaultValue("10m") @NotNull @DurationMin(millis = 1) @DurationMax(days = 365)
        Duration parkedRetry,

        @DefaultValue("1m") @NotNull @DurationMin @DurationMax(days = 365)
        Duration old,

        @DefaultValue("10s") @NotNull @DurationMin @DurationMax(hours = 1)
        Duration shutdownWait) {

    @AssertTrue(message = "perf.cache.write-behind.lease must be twice store-timeout or more")
    boolean isLeaseLongEnough() {
        return lease.compareTo(storeTimeout.multipliedBy(2)) >= 0;
    }

    @AssertTrue(message = "perf.cache.write-behind.max-retry must be retry or more")
    boolean isRetryInOrder() {
        return maxRetry.compareTo(retry) >= 0;
    }

    /** How often leases are renewed and what is due is looked for. */
    Duration tick() {
        long ms = Math.min(delay.toMillis() / 2, lease.toMillis() / 8);
        return Duration.ofMillis(Math.max(20, Math.min(500, ms)));
    }

    int entriesPerShard() {
        return Math.max(1, maxEntries / Journal.SHARDS);
    }
}
