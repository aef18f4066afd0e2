package io.realtimeconnect.perf.cache;

import io.realtimeconnect.perf.cache.Loading.Look;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Many keys at once: one look at Redis, one load of what is missing, tokens and fills sent together. */
final class BulkLoading<V> {

    private static final int AT_ONCE = 256;

    private final LayeredCache<V> cache;
    private final Loading<V> loading;

    BulkLoading(LayeredCache<V> cache, Loading<V> loading) {
        this.cache = cache;
        this.loading = loading;
    }

    /** @param loader null to look only */
    Mono<Map<String, V>> load(
            Collection<String> keys, @Nullable Function<Collection<String>, Mono<Map<String, V>>> loader, Terms terms) {
        Map<String, V> values = new LinkedHashMap<>();
        List<String> wanted = new ArrayList<>();
        long now = cache.nanos.getAsLong();
        for (String key : new LinkedHashSet<>(keys)) {
            LocalEntry<V> entry = terms.skipLocal() ? null : cache.local.find(key);
            if (entry == null || !entry.fresh(now)) {
                wanted.add(key);
                continue;
            }
            cache.meters.localHits.increment();
            if (entry.value() != null) {
                values.put(key, entry.value());
            }
        }
        if (wanted.isEmpty()) {
            return Mono.just(values);
        }
        return look(wanted, terms).flatMap(looks -> {
            List<String> missing = new ArrayList<>();
            looks.forEach((key, look) -> {
                Stored<V> stored = look.stored();
                if (stored == null || !loading.fresh(stored)) {
                    missing.add(key);
                } else {
                    take(key, look, values, terms);
                }
            });
            if (loader == null) {
                cache.meters.misses.add(missing.size());
                return Mono.just(values);
            }
            return missing.isEmpty() ? Mono.just(values) : fetch(missing, looks, values, loader, terms);
        });
    }

    private Mono<Map<String, Look<V>>> look(List<String> wanted, Terms terms) {
        List<String> known = terms.skipRemote()
                ? List.of()
                : wanted.stream().filter(key -> !cache.repairs.concern(key)).toList();
        Mono<Map<String, Look<V>>> looks = known.isEmpty()
                ? Mono.just(new HashMap<>())
                : cache.remote(terms)
                        .readAll(known)
                        .flatMapIterable(Map::entrySet)
                        .concatMap(read -> loading.look(read.getValue()).map(look -> Map.entry(read.getKey(), look)))
                        .collectMap(Map.Entry::getKey, Map.Entry::getValue, HashMap::new);
        return looks.onErrorResume(CacheUnavailable.class, e -> {
                    cache.meters.unavailable.increment();
                    return Mono.just(new HashMap<>());
                })
                .map(found -> {
                    Map<String, Look<V>> all = new LinkedHashMap<>();
                    wanted.forEach(key -> all.put(key, found.getOrDefault(key, new Look<>(null, null, ""))));
                    return all;
                });
    }

    private Mono<Map<String, V>> fetch(
            List<String> missing,
            Map<String, Look<V>> looks,
            Map<String, V> values,
            Function<Collection<String>, Mono<Map<String, V>>> loader,
            Terms terms) {
        cache.meters.misses.add(missing.size());
        Map<String, Long> marks = new HashMap<>();
        missing.forEach(key -> marks.put(key, cache.local.mark(key)));
        return tokens(missing, looks, terms)
                .flatMap(grants -> loader.apply(missing)
                        .timeout(terms.settings().hardTimeout())
                        .defaultIfEmpty(Map.of())
                        .doOnError(e -> grants.forEach(loading::giveBack))
                        .map(loaded -> {
                            for (String key : missing) {
                                V value = loaded.get(key);
                                if (value != null) {
                                    values.put(key, value);
                                }
                                loading.keep(key, value, grants.get(key), marks.getOrDefault(key, -1L), terms);
                            }
                            return values;
                        })
                        .onErrorResume(e -> old(missing, looks, e).map(old -> {
                            values.putAll(old);
                            return values;
                        })));
    }

    private Mono<Map<String, RemoteTier.Grant>> tokens(List<String> missing, Map<String, Look<V>> looks, Terms terms) {
        return Flux.fromIterable(missing)
                .filter(key -> !terms.skipRemote() && !cache.repairs.concern(key))
                .flatMap(
                        key -> cache.remote(terms)
                                .token(key, seen(looks.get(key)), terms.leaseMs())
                                .map(grant -> Map.entry(key, grant))
                                .onErrorResume(CacheUnavailable.class, e -> Mono.empty()),
                        AT_ONCE)
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /** Old values where every missing key has one; else the failure is the caller's. */
    private Mono<Map<String, V>> old(List<String> missing, Map<String, Look<V>> looks, Throwable failure) {
        Map<String, V> old = new HashMap<>();
        for (String key : missing) {
            Look<V> look = looks.get(key);
            V value =
                    look == null || look.stored() == null ? null : look.stored().value();
            if (value == null) {
                return Mono.error(failure);
            }
            old.put(key, value);
        }
        cache.meters.stale.add(missing.size());
        return Mono.just(old);
    }

    private void take(String key, Look<V> look, Map<String, V> values, Terms terms) {
        V value = loading.take(key, look, terms);
        if (value != null) {
            values.put(key, value);
        }
    }

    private static String seen(@Nullable Look<?> look) {
        return look == null ? "" : look.seen();
    }
}
