package io.realtimeconnect.perf.cache;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** A truth in memory that notes what is asked of it. */
final class RecordedSource<V> implements CacheSource<V> {

    private final String cache;
    final Map<String, V> rows = new ConcurrentHashMap<>();
    final Map<String, Long> versions = new ConcurrentHashMap<>();
    final AtomicInteger loads = new AtomicInteger();
    final List<List<CacheChange<V>>> stores = new CopyOnWriteArrayList<>();
    volatile boolean versioned;

    /** Before a store takes effect. */
    volatile Function<List<CacheChange<V>>, Mono<Void>> before = changes -> Mono.empty();

    /** Before a store that has taken effect is told. */
    volatile Function<List<CacheChange<V>>, Mono<Void>> after = changes -> Mono.empty();

    /** Before a load answers with what was there when it was asked. */
    volatile Mono<Void> beforeLoad = Mono.empty();

    RecordedSource(String cache) {
        this.cache = cache;
    }

    @Override
    public String cache() {
        return cache;
    }

    @Override
    public boolean versioned() {
        return versioned;
    }

    @Override
    public Mono<Map<String, V>> loadAll(Collection<String> keys) {
        return Mono.defer(() -> {
            loads.incrementAndGet();
            Map<String, V> found = new HashMap<>(rows);
            found.keySet().retainAll(keys);
            return beforeLoad.thenReturn(found);
        });
    }

    @Override
    public Mono<Void> storeAll(List<CacheChange<V>> changes) {
        return Mono.defer(() -> before.apply(changes))
                .then(Mono.fromRunnable(() -> apply(changes)))
                .then(Mono.defer(() -> after.apply(changes)));
    }

    synchronized void apply(List<CacheChange<V>> changes) {
        stores.add(changes);
        for (CacheChange<V> change : changes) {
            if (versioned && versions.getOrDefault(change.key(), 0L) > change.version()) {
                continue;
            }
            versions.put(change.key(), change.version());
            if (change.value() == null) {
                rows.remove(change.key());
            } else {
                rows.put(change.key(), change.value());
            }
        }
    }
}
