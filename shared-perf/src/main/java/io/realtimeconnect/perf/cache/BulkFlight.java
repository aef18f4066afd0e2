package io.realtimeconnect.perf.cache;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** The keys that one load of several has taken upon itself; each lands, or crashes, when its value is known. */
final class BulkFlight<V> {

    private final Flights<V> flights;
    private final Map<String, Sinks.One<V>> mine = new ConcurrentHashMap<>();

    BulkFlight(Flights<V> flights) {
        this.flights = flights;
    }

    /**
     * The answer of a load that is under way, else of this one.
     *
     * @param read whether somebody waits for it
     */
    Mono<V> join(String key, boolean read) {
        Sinks.One<V> sink = Flights.sink();
        Mono<V> other = flights.claim(key, sink, read);
        if (other != null) {
            return other;
        }
        mine.put(key, sink);
        return sink.asMono();
    }

    Collection<String> keys() {
        return mine.keySet();
    }

    /** @param value null stands for an absence */
    void land(String key, @Nullable V value) {
        Sinks.One<V> sink = mine.remove(key);
        if (sink != null) {
            flights.land(key, sink, value);
        }
    }

    void crash(String key, Throwable failure) {
        Sinks.One<V> sink = mine.remove(key);
        if (sink != null) {
            flights.crash(key, sink, failure);
        }
    }

    /** All that are still in the air. */
    void crash(Throwable failure) {
        mine.keySet().forEach(key -> crash(key, failure));
    }

    void end() {
        mine.keySet().forEach(key -> land(key, null));
    }
}
