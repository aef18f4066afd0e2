package io.realtimeconnect.bench.cache;

import io.realtimeconnect.bench.keys.Profile;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import reactor.core.publisher.Mono;

/** A miss with a loader of 5 ms, beside that loader alone, and behind round trips to Redis that follow on each other. */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Miss {

    private static final Mono<Profile> FIVE = Mono.delay(Duration.ofMillis(5)).thenReturn(Profile.of(1));

    /** What goes on behind an answer is over when the next one asks. */
    @State(Scope.Thread)
    public static class Pause {
        /** Waits, on nobody's time. */
        @Setup(Level.Invocation)
        public void pause() {
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** What nobody can save. */
    @Benchmark
    public @Nullable Profile loaderAlone(Lettuce raw, Pause pause) {
        return FIVE.block();
    }

    /** What the cache may cost. */
    @Benchmark
    public @Nullable Profile loaderAfterTwoRoundTrips(Lettuce raw, Pause pause) {
        return raw.roundTrip().then(raw.roundTrip()).then(FIVE).block();
    }

    /** The same, and what takes the token that a load needs must be a script. */
    @Benchmark
    public @Nullable Profile loaderAfterTwoScripts(Lettuce raw, Pause pause) {
        return raw.scriptRoundTrip().then(raw.scriptRoundTrip()).then(FIVE).block();
    }

    /** The cache. */
    @Benchmark
    public @Nullable Profile twoTierMiss(Ours ours, Pause pause) {
        return ours.cache.get(ours.unknown(), FIVE).block();
    }
}
