package io.realtimeconnect.perf.cache.spring;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The caches of one {@code @Cacheable}. What its method gives was read, so it is kept as a load is and never written to a source.
 *
 * <p>Where Spring runs the method itself ({@code unless}, other annotations beside it), this is of one call: it notes when nothing was
 * found, and what is put afterwards is kept only if nothing has changed since.
 */
final class ReadCache extends SpringCache {

    private final @Nullable Function<String, Together.Moment> begun;
    private volatile Together.@Nullable Moment asked;

    /** @param begun when the call has begun; where null, what was not asked for is not kept */
    ReadCache(Together caches, KeyText keys, @Nullable Function<String, Together.Moment> begun) {
        super(caches, keys);
        this.begun = begun;
    }

    @Override
    boolean writesToSource() {
        return false;
    }

    @Override
    public @Nullable ValueWrapper get(Object key) {
        if (Schedulers.isInNonBlockingThread()) {
            asked = caches.heard(text(key));
            return super.get(key);
        }
        ValueWrapper found = super.get(key);
        asked = found == null ? PlainCalls.await(caches.now(text(key))) : null;
        return found;
    }

    @Override
    public CompletableFuture<?> retrieve(Object key) {
        Mono<ValueWrapper> noted = Mono.defer(
                () -> caches.now(text(key)).doOnNext(now -> asked = now).then(Mono.empty()));
        return found(key).switchIfEmpty(noted).toFuture();
    }

    @Override
    public void put(Object key, @Nullable Object value) {
        Together.Moment since = asked;
        if (since == null && begun != null) {
            since = begun.apply(text(key));
        }
        deferred("fill", since == null ? Mono.empty() : since.keep(value));
    }
}
