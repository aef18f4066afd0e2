package io.realtimeconnect.user;

import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import java.util.*;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import reactor.core.publisher.Mono;

@TestConfiguration(proxyBeanMethods = false)
class StandIns {

    @Bean
    TwoTierCaches caches() {
        return new TwoTierCaches() {
            @Override
            public <V> TwoTierCache<V> cache(String n, Class<V> t) {
                Map<String, V> m = new ConcurrentHashMap<>();
                return new TwoTierCache<V>() {
                    public Mono<V> get(String k) {
                        return Mono.justOrEmpty(m.get(k));
                    }

                    public Mono<V> get(String k, Mono<V> l) {
                        return get(k).switchIfEmpty(l.doOnNext(v -> m.put(k, v)));
                    }

                    public Mono<Map<String, V>> getAll(
                            Collection<String> ks, Function<Collection<String>, Mono<Map<String, V>>> l) {
                        return l.apply(ks);
                    }

                    public Mono<Void> put(String k, V v) {
                        return Mono.fromRunnable(() -> m.put(k, v));
                    }

                    public Mono<Void> remove(String k) {
                        return Mono.fromRunnable(() -> m.remove(k));
                    }

                    public Mono<Void> clear() {
                        return Mono.fromRunnable(m::clear);
                    }
                };
            }
        };
    }
}
