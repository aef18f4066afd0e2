package io.realtimeconnect.bench.cache;

import io.realtimeconnect.bench.keys.Profile;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.BenchmarkParams;
import reactor.core.publisher.Mono;

/** A miss with a loader of 5 ms, beside that loader alone, and behind round trips to Redis that follow on each other. */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Miss {

    private static final Mono<Profile> FIVE = Mono.delay(Duration.ofMillis(5)).thenReturn(Profile.of(1));

    /** The same from the same thread, but for its time: what is compiled for another loader would be thrown away. */
    private static final Mono<Profile> SOON = Mono.delay(Duration.ofNanos(1)).thenReturn(Profile.of(1));

    /** At 5 ms a call, a warm-up by time alone would leave every side to the interpreter. */
    private static final int WARM = 40_000;

    /** The side that has been called often enough to be compiled. */
    @State(Scope.Benchmark)
    public static class Warm {
        /** Each side with a loader that answers soon. */
        @Setup(Level.Trial)
        public void warm(Lettuce raw, Ours ours, BenchmarkParams running) {
            Map<String, Supplier<Mono<Profile>>> sides = Map.of(
                    "loaderAlone",
                    () -> SOON,
                    "loaderAfterTwoRoundTrips",
                    () -> twoRoundTrips(raw, SOON),
                    "loaderAfterTwoScripts",
                    () -> twoScripts(raw, SOON),
                    "twoTierMiss",
                    () -> ours.cache.get(ours.unknown(), SOON));
            String benchmark = running.getBenchmark();
            Supplier<Mono<Profile>> side =
                    Objects.requireNonNull(sides.get(benchmark.substring(benchmark.lastIndexOf('.') + 1)));
            for (int i = 0; i < WARM; i++) {
                side.get().block();
            }
        }
    }

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
    public @Nullable Profile loaderAlone(Lettuce raw, Warm warm, Pause pause) {
        return FIVE.block();
    }

    /** What the cache may cost. */
    @Benchmark
    public @Nullable Profile loaderAfterTwoRoundTrips(Lettuce raw, Warm warm, Pause pause) {
        return twoRoundTrips(raw, FIVE).block();
    }

    /** The same, and what takes the token that a load needs must be a script. */
    @Benchmark
    public @Nullable Profile loaderAfterTwoScripts(Lettuce raw, Warm warm, Pause pause) {
        return twoScripts(raw, FIVE).block();
    }

    /** The cache. */
    @Benchmark
    public @Nullable Profile twoTierMiss(Ours ours, Warm warm, Pause pause) {
        return ours.cache.get(ours.unknown(), FIVE).block();
    }

    private static Mono<Profile> twoRoundTrips(Lettuce raw, Mono<Profile> loader) {
        return raw.roundTrip().then(raw.roundTrip()).then(loader);
    }

    private static Mono<Profile> twoScripts(Lettuce raw, Mono<Profile> loader) {
        return raw.scriptRoundTrip().then(raw.scriptRoundTrip()).then(loader);
    }
}
