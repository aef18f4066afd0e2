package io.realtimeconnect.perf.cache;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;
import reactor.core.publisher.Sinks;
import reactor.util.context.Context;

/**
 * One load per key in this process. A load has a subscription of its own: a caller that cancels takes it from nobody.
 */
final class Flights<V> {

    private final ConcurrentHashMap<String, Sinks.One<V>> flying = new ConcurrentHashMap<>();
    private final Runnable joined;

    Flights(Runnable joined) {
        this.joined = joined;
    }

    /**
     * @param read whether somebody waits for it
     * @param context of the load, whoever joins it
     */
    Mono<V> join(String key, Supplier<Mono<V>> load, boolean read, Context context) {
        Sinks.One<V> mine = sink();
        Mono<V> other = claim(key, mine, read);
        if (other != null) {
            return other;
        }
        Flight flight = new Flight(key, mine, context);
        Mono<V> going;
        try {
            going = load.get();
        } catch (RuntimeException | Error e) {
            flight.onError(e);
            return mine.asMono();
        }
        going.subscribe(flight);
        return mine.asMono();
    }

    /** For one answer, of which nobody tells twice. */
    static <V> Sinks.One<V> sink() {
        return Sinks.unsafe().one();
    }

    private final class Flight implements CoreSubscriber<V> {

        private final String key;
        private final Sinks.One<V> sink;
        private final Context context;
        private boolean landed;

        Flight(String key, Sinks.One<V> sink, Context context) {
            this.key = key;
            this.sink = sink;
            this.context = context;
        }

        @Override
        public void onSubscribe(Subscription s) {
            s.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(V value) {
            landed = true;
            land(key, sink, value);
        }

        @Override
        public void onComplete() {
            if (!landed) {
                land(key, sink, null);
            }
        }

        @Override
        public void onError(Throwable failure) {
            if (landed) {
                Operators.onErrorDropped(failure, context);
            } else {
                crash(key, sink, failure);
            }
        }

        @Override
        public Context currentContext() {
            return context;
        }
    }

    /**
     * The load of the key that is under way; null if there is none, and then the claimant's to land or to crash is one now.
     *
     * @param read whether somebody waits for it
     */
    @Nullable
    Mono<V> claim(String key, Sinks.One<V> mine, boolean read) {
        Sinks.One<V> other = flying.putIfAbsent(key, mine);
        if (other == null) {
            return null;
        }
        if (read) {
            joined.run();
        }
        return other.asMono();
    }

    /** @param value null stands for an absence */
    void land(String key, Sinks.One<V> mine, @Nullable V value) {
        flying.remove(key, mine);
        if (value == null) {
            mine.tryEmitEmpty();
        } else {
            mine.tryEmitValue(value);
        }
    }

    void crash(String key, Sinks.One<V> mine, Throwable failure) {
        flying.remove(key, mine);
        mine.tryEmitError(failure);
    }

    boolean has(String key) {
        return flying.containsKey(key);
    }

    /** The key has changed: who comes from now on joins a new load, those waiting get what was asked for before. */
    void detach(String key) {
        flying.remove(key);
    }

    void detachAll() {
        flying.clear();
    }

    void detachAll(int bucket) {
        flying.keySet().removeIf(key -> CacheKeys.bucket(key) == bucket);
    }

    /** The keys being loaded. */
    Set<String> keys() {
        return flying.keySet();
    }
}
