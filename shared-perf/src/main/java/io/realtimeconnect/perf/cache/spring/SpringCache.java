package io.realtimeconnect.perf.cache.spring;

import io.realtimeconnect.perf.cache.CacheOptions;
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
 * loop, where only the first tier answers. Changes are deferred: this process sees them from its next call on. Puts that are written to a
 * source are waited for, and their failure is the caller's.
 */
class SpringCache implements Cache {

    private static final Logger log = LoggerFactory.getLogger(SpringCache.class);

    final Together caches;
    private final TwoTierCache<Object> cache;
    private final KeyText keys;

    SpringCache(Together caches, KeyText keys) {
        this.caches = caches;
        this.cache = caches.caches().get(0);
        this.keys = keys;
    }

    final String text(Object key) {
        return keys.of(key);
    }

    /** Whether what is put is written to a source as well. */
    boolean writesToSource() {
        return cache.writesToSource();
    }

    /** As {@link #put}, for those who do not wait on their thread. */
    final Mono<Void> putting(Object key, @Nullable Object value) {
        String text = text(key);
        CacheOptions options = caches.options();
        if (value == null) {
            return cache.putAbsence(text);
        }
        return options == null ? cache.put(text, value) : cache.put(text, value, options);
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
        return wrapped(PlainCalls.await(caches.find(text(key))));
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
            return cast(PlainCalls.load(caches, text(key), loader));
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
        return found(key).toFuture();
    }

    @Override
    public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> loader) {
        Mono<Object> load = Mono.fromFuture(loader, true).cast(Object.class);
        return caches.get(text(key), load).<T>mapNotNull(SpringCache::cast).toFuture();
    }

    @Override
    public void put(Object key, @Nullable Object value) {
        if (value == null || !writesToSource()) {
            deferred("put", putting(key, value));
            return;
        }
        if (Schedulers.isInNonBlockingThread()) {
            throw PlainCalls.noWriteHere(getName());
        }
        PlainCalls.await(putting(key, value));
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
        Boolean done = PlainCalls.await(cache.putIfAbsent(text(key), value));
        if (done == null) {
            throw new IllegalStateException(
                    "Cache " + getName() + " cannot say on an event loop whether a value was there");
        }
        return done ? null : get(key);
    }

    @Override
    public void evict(Object key) {
        deferred("evict", cache.invalidate(text(key)));
    }

    /** False, as nobody knows what other instances held. */
    @Override
    public boolean evictIfPresent(Object key) {
        PlainCalls.await(cache.invalidate(text(key)));
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

    final Mono<ValueWrapper> found(Object key) {
        return caches.find(text(key)).mapNotNull(SpringCache::wrapped);
    }

    final void deferred(String change, Mono<Void> work) {
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
