package io.realtimeconnect.perf.cache.spring;

import io.realtimeconnect.perf.cache.CacheOptions;
import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.perf.cache.UnchangedSince;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The caches that one annotation names, read as one: asked in turn, and all filled.
 *
 * @param options null for what the caches are set up with
 */
record Together(List<TwoTierCache<Object>> caches, @Nullable CacheOptions options) {

    Together with(CacheOptions other) {
        return new Together(caches, other);
    }

    Mono<Optional<Object>> find(String key) {
        return Flux.fromIterable(caches).concatMap(cache -> cache.find(key), 1).next();
    }

    /** One load for all callers; what a later cache knows fills those before it. */
    Mono<Object> get(String key, Mono<Object> loader) {
        Mono<Object> answer = loader;
        for (int i = caches.size() - 1; i >= 0; i--) {
            TwoTierCache<Object> cache = caches.get(i);
            answer = options == null ? cache.get(key, answer) : cache.get(key, answer, options);
        }
        return answer;
    }

    Mono<Moment> now(String key) {
        return Flux.fromIterable(caches)
                .flatMap(cache -> UnchangedSince.now(cache, key))
                .collectList()
                .map(each -> new Moment(each, options));
    }

    Moment heard(String key) {
        return new Moment(
                caches.stream().map(cache -> UnchangedSince.heard(cache, key)).toList(), options);
    }

    /** The same for a key that is not known yet. */
    Function<String, Moment> heard() {
        List<Function<String, UnchangedSince<Object>>> each =
                caches.stream().map(UnchangedSince::heard).toList();
        return key -> new Moment(each.stream().map(cache -> cache.apply(key)).toList(), options);
    }

    /** Before a method ran, whose result is kept where nothing has changed since. */
    record Moment(
            List<UnchangedSince<Object>> each, @Nullable CacheOptions options) {

        Mono<Void> keep(@Nullable Object value) {
            return Flux.fromIterable(each)
                    .flatMap(cache -> cache.keep(value, options))
                    .then();
        }
    }
}
