package io.realtimeconnect.perf.cache;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * One load per key in this process. A load has a subscription of its own: a caller that cancels takes it from nobody.
 */
final class Flights<V> {

    private final ConcurrentHashMap<String, Sinks.One<V>> flying = new ConcurrentHashMap<>();
    private final Runnable joined;

    Flights(Runnable joined) {
        this.joined = joined;
    }

    Mono<V> join(String key, Supplier<Mono<V>> load) {
        Sinks.One<V> mine = Sinks.one();
        Sinks.One<V> other = flying.putIfAbsent(key, mine);
        if (other != null) {
            joined.run();
            return other.asMono();
        }
        Mono.defer(load)
                .subscribe(
                        value -> {
                            flying.remove(key, mine);
                            mine.tryEmitValue(value);
                        },
                        failure -> {
                            flying.remove(key, mine);
                            mine.tryEmitError(failure);
                        },
                        () -> {
                            flying.remove(key, mine);
                            mine.tryEmitEmpty();
                        });
        return mine.asMono();
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
}
