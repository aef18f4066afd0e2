package io.realtimeconnect.perf.cache;

import org.jspecify.annotations.Nullable;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/**
 * Answers from the first tier at the subscription, without any operator in between, so that a hit costs a look-up and one object;
 * else as its cache goes on from there.
 */
final class LocalFirst<V> extends Mono<V> {

    private final LayeredCache<V> cache;
    private final String key;
    private final @Nullable Mono<V> loader;
    private final Terms terms;

    /** @param loader null to ask Redis only */
    LocalFirst(LayeredCache<V> cache, String key, @Nullable Mono<V> loader, Terms terms) {
        this.cache = cache;
        this.key = key;
        this.loader = loader;
        this.terms = terms;
    }

    @Override
    public void subscribe(CoreSubscriber<? super V> actual) {
        LocalEntry<V> entry = terms.skipLocal() ? null : cache.local.find(key);
        if (entry == null || !entry.fresh(cache.nanos.getAsLong())) {
            cache.ask(key, loader, terms, entry, actual.currentContext()).subscribe(actual);
            return;
        }
        cache.meters.localHits.increment();
        if (loader != null && cache.endsSoon(key, entry, terms)) {
            cache.renew(key, loader, terms, actual.currentContext());
        }
        V value = entry.value();
        if (value == null) {
            Operators.complete(actual);
        } else {
            actual.onSubscribe(Operators.scalarSubscription(actual, value));
        }
    }
}
