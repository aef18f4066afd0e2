package io.realtimeconnect.perf.cache;

import io.realtimeconnect.perf.cache.behind.WriteBehindProperties;
import io.realtimeconnect.perf.environment.Bytes;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import java.util.Map;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Caches; what stands here is every cache's default, {@code caches.<name>} overrides it for one.
 *
 * @param enabled false keeps nothing: loaders and sources answer, what is put or removed is of no consequence
 * @param redisUrl a Redis for caches alone; by default that of {@code spring.data.redis}. Commas make it a cluster
 * @param cluster whether Redis is a cluster though one address of it is all that is said
 * @param sslBundle of {@code spring.ssl.bundle}, for a {@code rediss://} address of the caches' own; by default that of {@code spring.data.redis}
 * @param commandTimeout after which a command to Redis counts as failed
 * @param heartbeat how often buckets are compared with Redis: the longest a lost invalidation stays unnoticed
 * @param leaseWait how long an instance waits for another's load before it loads alone
 * @param serverStatistics how often Redis is asked how it is; zero never does
 * @param ttl how long a value is fresh
 * @param localTtl how long the first tier serves it without asking Redis; bounds staleness while Redis is away
 * @param negativeTtl how long an absence is fresh
 * @param failSafe how long past its freshness a value may answer when loader and Redis fail
 * @param strategy what stands behind a cache; all but {@code cache-aside} ask for a {@link CacheSource}
 * @param revalidation {@code swr} lets a value answer at once, past its freshness, while it is loaded anew: for {@code
 *     stale-while-revalidate}, or as long again as it was fresh; {@code simple} never does
 * @param staleWhileRevalidate how long past its freshness a value does so
 * @param eagerRefresh how long before the end of its freshness here a value that is read is loaded anew behind the answer, at most half of
 *     that freshness; zero never does
 * @param softTimeout how long a caller waits for a load while an old value is at hand
 * @param hardTimeout after which a load is given up
 * @param jitter the part of a TTL by which it varies, so that what was made together does not end together
 * @param maxEntries of the first tier, for caches that do not say otherwise
 * @param entriesCeiling of the first tier, for all caches, whatever they say; those that are bounded by weight apart
 * @param compressAbove size of an encoded value from which compression is tried
 * @param maxValue encoded values above it stay out of Redis; what would decompress to more is not read
 * @param outbox whether invalidations can be written to the service's outbox with what they invalidate
 * @param writeBehind of all caches with that strategy
 * @param caches by name, what one has otherwise
 */
@Validated
@ConfigurationProperties("perf.cache")
public record CacheProperties(
        @DefaultValue("true") boolean enabled,
        @Nullable String redisUrl,
        @DefaultValue("false") boolean cluster,
        @Nullable String sslBundle,

        @DefaultValue("100ms") @NotNull @DurationMin(millis = 1) @DurationMax(minutes = 1)
        Duration commandTimeout,

        @DefaultValue("1s") @NotNull @DurationMin(millis = 10) @DurationMax(hours = 1)
        Duration heartbeat,

        @DefaultValue("3s") @NotNull @DurationMin @DurationMax(hours = 1)
        Duration leaseWait,

        @DefaultValue("15s") @NotNull @DurationMin @DurationMax(days = 1)
        Duration serverStatistics,

        @DefaultValue("10m") @NotNull @DurationMin(millis = 1) @DurationMax(days = 36500)
        Duration ttl,

        @DefaultValue("30s") @NotNull @DurationMin @DurationMax(days = 36500)
        Duration localTtl,

        @DefaultValue("30s") @NotNull @DurationMin @DurationMax(days = 36500)
        Duration negativeTtl,

        @DefaultValue("10m") @NotNull @DurationMin @DurationMax(days = 36500)
        Duration failSafe,

        @DefaultValue("cache-aside") @NotNull Strategy strategy,
        @Nullable Revalidation revalidation,

        @DefaultValue("0s") @NotNull @DurationMin @DurationMax(days = 36500)
        Duration staleWhileRevalidate,

        @DefaultValue("0s") @NotNull @DurationMin @DurationMax(days = 36500)
        Duration eagerRefresh,

        @DefaultValue("200ms") @NotNull @DurationMin @DurationMax(days = 1)
        Duration softTimeout,

        @DefaultValue("10s") @NotNull @DurationMin(millis = 1) @DurationMax(days = 1)
        Duration hardTimeout,

        @DefaultValue("0.1") @DecimalMin("0") @DecimalMax("0.5")
        double jitter,

        @DefaultValue("10000") @Positive int maxEntries,
        @Positive @Nullable Integer entriesCeiling,
        @DefaultValue("1KB") @NotNull @Bytes DataSize compressAbove,

        @DefaultValue("4MB") @NotNull @Bytes(min = "1B", max = "512MB")
        DataSize maxValue,

        @DefaultValue("false") boolean outbox,
        @DefaultValue @Valid @NestedConfigurationProperty WriteBehindProperties writeBehind,
        @DefaultValue Map<String, @Valid Overrides> caches) {

    /** Who reads and writes the truth behind a cache; each includes the one before it. */
    public enum Strategy {
        /** The caller: it loads what is missing, and puts or removes what it has written. */
        CACHE_ASIDE,
        /** Reads without a loader ask the cache's {@link CacheSource}. */
        READ_THROUGH,
        /** Puts and removals are stored there before they are cached. */
        WRITE_THROUGH,
        /** Puts and removals are noted in a journal, answered, and stored soon after. */
        WRITE_BEHIND
    }

    /** What an old value is good for while nothing fails. */
    public enum Revalidation {
        SWR,
        SIMPLE
    }

    /**
     * What one cache has otherwise.
     *
     * @param type of its values, where no code says so: {@code java.util.List<com.example.Course>}
     * @param maxWeight what the values of its first tier may weigh together, by the length of their JSON; instead of {@code max-entries}
     * @param namespace first part of its keys; services that name the same one share the values
     * @param schema to be raised when the meaning of stored values changes: older ones are then misses
     */
    public record Overrides(
            @Nullable String type,
            @Nullable String namespace,
            @DefaultValue("1") @Positive int schema,

            @Nullable @DurationMin(millis = 1) @DurationMax(days = 36500)
            Duration ttl,

            @Nullable @DurationMin @DurationMax(days = 36500)
            Duration localTtl,

            @Nullable @DurationMin @DurationMax(days = 36500)
            Duration negativeTtl,

            @Nullable @DurationMin @DurationMax(days = 36500)
            Duration failSafe,

            @Nullable Strategy strategy,
            @Nullable Revalidation revalidation,

            @Nullable @DurationMin @DurationMax(days = 36500)
            Duration staleWhileRevalidate,

            @Nullable @DurationMin @DurationMax(days = 36500)
            Duration eagerRefresh,

            @Nullable @DurationMin @DurationMax(days = 1) Duration softTimeout,

            @Nullable @DurationMin(millis = 1) @DurationMax(days = 1)
            Duration hardTimeout,

            @Nullable @DurationMin @DurationMax(hours = 1) Duration leaseWait,

            @Nullable @DecimalMin("0") @DecimalMax("0.5") Double jitter,

            @Positive @Nullable Integer maxEntries,
            @Nullable @Bytes(min = "1B") DataSize maxWeight,
            @Nullable @Bytes DataSize compressAbove,
            @Nullable @Bytes(min = "1B", max = "512MB") DataSize maxValue) {

        static final Overrides NONE = new Overrides(
                null, null, 1, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
                null);
    }
}
