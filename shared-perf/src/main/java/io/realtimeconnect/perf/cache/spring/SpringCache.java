package io.realtimeconnect.perf.cache.spring;

import io.realtimeconnect.perf.cache.TwoTierCache;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cache.Cache;
import org.springframework.cache.support.SimpleValueWrapper;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * One cache as Spring sees it. {@code retrieve} never blocks; the calls of plain methods wait on their own thread, except on an event
 * loop, where only the first tier answers. Changes are deferred: this process sees them from its next call on. Only for what is written to
 * a source a plain method waits, and its failure is the caller's; on an event loop that is logged.
 */
final class SpringCache implements Cache {

    private static final Logger log = LoggerFactory.getLogger(SpringCache.class);

    private final TwoTierCache<Object> cache;
    private final KeyText keys;
    private final boolean loads;

    /** @param loads whether what is put was only read, by {@code @Cacheable}: then it is kept as a load is, and never written to a source */
    SpringCache(TwoTierCache<Object> cache, KeyText keys, boolean loads) {
        this.cache = cache;
        this.keys = keys;
        this.loads = loads && cache.writesToSource();
    }

    @Override
    public String getName() {
        return cache.name();
    }

    @Override
    public TwoTierCache<Object> getNativeCache() {
        return cache;
    }

    @Override
    public @Nullable ValueWrapper get(Object key) {
        Optional<Object> found = PlainCalls.await(cache.find(keys.of(key)));
        return wrapped(found);
    }

    @Override
    public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
        ValueWrapper found = get(key);
        Object value = found == null ? null : found.get();
        if (value != null && type != null && !type.isInstance(value)) {
            throw new IllegalStateException(
                    "Cache " + getName() + " holds " + value.getClass().getName() + ", not " + type.getName());
        }
        return cast(value);
    }

    @Override
    public <T> @Nullable T get(Object key, Callable<T> loader) {
        try {
            return cast(PlainCalls.load(cache, keys.of(key), loader));
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                // nobody sees it inside of the other
                Thread.currentThread().interrupt();
            }
            throw new ValueRetrievalException(key, loader, e);
        }
    }

    /** Null inside stands for what is not known, a wrapper of null for a known absence. */
    @Override
    public CompletableFuture<?> retrieve(Object key) {
        return cache.find(keys.of(key)).mapNotNull(SpringCache::wrapped).toFuture();
    }

    @Override
    public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> loader) {
        Mono<Object> load = Mono.fromFuture(loader, true).cast(Object.class);
        return cache.get(keys.of(key), load).<T>mapNotNull(SpringCache::cast).toFuture();
    }

    @Override
    public void put(Object key, @Nullable Object value) {
        String text = keys.of(key);
        if (loads) {
            deferred("put", loaded(text, value));
        } else if (value == null) {
            deferred("put", cache.putAbsence(text));
        } else if (cache.writesToSource() && !Schedulers.isInNonBlockingThread()) {
            PlainCalls.await(cache.put(text, value));
        } else {
            deferred("put", cache.put(text, value));
        }
    }

    @Override
    public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
        if (value == null) {
            ValueWrapper there = get(key);
            if (there == null) {
                put(key, null);
            }
            return there;
        }
        Boolean done = PlainCalls.await(cache.putIfAbsent(keys.of(key), value));
        if (done == null) {
            throw new IllegalStateException(
                    "Cache " + getName() + " cannot say on an event loop whether a value was there");
        }
        return done ? null : get(key);
    }

    @Override
    public void evict(Object key) {
        deferred("evict", cache.invalidate(keys.of(key)));
    }

    /** False, as nobody knows what other instances held. */
    @Override
    public boolean evictIfPresent(Object key) {
        PlainCalls.await(cache.invalidate(keys.of(key)));
        return false;
    }

    @Override
    public void clear() {
        deferred("clear", cache.clear());
    }

    @Override
    public boolean invalidate() {
        PlainCalls.await(cache.clear());
        return false;
    }

    private Mono<Void> loaded(String key, @Nullable Object value) {
        return cache.get(key, Mono.justOrEmpty(value)).then();
    }

    private void deferred(String change, Mono<Void> work) {
        work.subscribe(
                done -> {}, lost -> log.warn("event=cache-change-failed cache={} change={}", getName(), change, lost));
    }

    private static @Nullable ValueWrapper wrapped(@Nullable Optional<Object> found) {
        return found == null ? null : new SimpleValueWrapper(found.orElse(null));
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // the method that is cached declares it
    private static <T> @Nullable T cast(@Nullable Object value) {
        return (T) value;
    }
}
