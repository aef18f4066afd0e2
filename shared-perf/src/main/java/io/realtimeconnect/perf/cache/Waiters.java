package io.realtimeconnect.perf.cache;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Those waiting for a load of another instance, by key; its message wakes them. */
final class Waiters {

    private final ConcurrentHashMap<String, Sinks.Empty<Void>> waiting = new ConcurrentHashMap<>();

    /** Registers before {@code attempt} looks at Redis, so that no wake-up falls between the look and the wait. */
    <T> Mono<T> registered(String key, Function<Mono<Void>, Mono<T>> attempt) {
        return Mono.defer(() -> {
            Sinks.Empty<Void> sink = waiting.computeIfAbsent(key, k -> Sinks.empty());
            return attempt.apply(sink.asMono()).doFinally(end -> {
                if (waiting.remove(key, sink)) {
                    sink.tryEmitEmpty();
                }
            });
        });
    }

    void wake(String key) {
        Sinks.Empty<Void> sink = waiting.remove(key);
        if (sink != null) {
            sink.tryEmitEmpty();
        }
    }

    /** The keys waited for. */
    Set<String> keys() {
        return waiting.keySet();
    }

    void wakeAll() {
        waiting.keySet().forEach(this::wake);
    }
}
