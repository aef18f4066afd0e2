package io.realtimeconnect.perf.cache.spring;

import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.perf.cache.UnchangedSince;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The caches that one annotation names, read as one: asked in turn, and all filled. */
record Together(List<TwoTierCache<Object>> caches) {

    Mono<Optional<Object>> find(String key) {
        return Flux.fromIterable(caches).concatMap(cache -> cache.find(key), 1).next();
    }

    /** One load for all callers; what a later cache knows fills those before it. */
    Mono<Object> get(String key, Mono<Object> loader) {
        Mono<Object> answer = loader;
        for (int i = caches.size() - 1; i >= 0; i--) {
            answer = caches.get(i).get(key, answer);
        }
        return answer;
    }

    Mono<Moment> now(String key) {
        return Flux.fromIterable(caches)
                .flatMap(cache -> UnchangedSince.now(cache, key))
                .collectList()
                .map(Moment::new);
    }

    Moment heard(String key) {
        return new Moment(
                caches.stream().map(cache -> UnchangedSince.heard(cache, key)).toList());
    }

    /** Before a method ran, whose result is kept where nothing has changed since. */
    record Moment(List<UnchangedSince<Object>> each) {

        static final Moment NEVER = new Moment(List.of());

        Mono<Void> keep(@Nullable Object value) {
            return Flux.fromIterable(each).flatMap(cache -> cache.keep(value)).then();
        }
    }
}
