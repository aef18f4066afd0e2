package io.realtimeconnect.bench.cache;

import io.realtimeconnect.bench.keys.Profile;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import reactor.core.publisher.Mono;

/** A miss with a loader of 5 ms, beside that loader alone, and behind round trips to Redis that follow on each other. */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Miss {

    private static final Mono<Profile> FIVE = Mono.delay(Duration.ofMillis(5)).thenReturn(Profile.of(1));

    /** What nobody can save. */
    @Benchmark
    public @Nullable Profile loaderAlone(Lettuce raw) {
        return FIVE.block();
    }

    /** What the cache may cost. */
    @Benchmark
    public @Nullable Profile loaderAfterTwoRoundTrips(Lettuce raw) {
        return raw.roundTrip().then(raw.roundTrip()).then(FIVE).block();
    }

    /** The cache. */
    @Benchmark
    public @Nullable Profile twoTierMiss(Ours ours) {
        return ours.cache.get(ours.unknown(), FIVE).block();
    }
}
