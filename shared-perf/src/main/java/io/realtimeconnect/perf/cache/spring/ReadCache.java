package io.realtimeconnect.perf.cache.spring;

import java.util.concurrent.CompletableFuture;
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

    private volatile Together.Moment asked = Together.Moment.NEVER;

    ReadCache(Together caches, KeyText keys) {
        super(caches, keys);
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
        Together.Moment now = found == null ? PlainCalls.await(caches.now(text(key))) : null;
        asked = now == null ? Together.Moment.NEVER : now;
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
        deferred("fill", asked.keep(value));
    }
}
