package io.realtimeconnect.perf.cache;

import io.lettuce.core.KeyValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Hashes in Redis, by key; see {@link SharedState#hash}. */
public final class SharedHash<V> {

    private final SharedKind<V> kind;

    SharedHash(SharedKind<V> kind) {
        this.kind = kind;
    }

    /** True if the field is new. */
    public Mono<Boolean> put(String key, String field, V value) {
        return Mono.defer(() -> kind.write(key, "HSET", List.of(SharedKind.text(field), kind.encode(value))))
                .map(added -> (Long) added > 0);
    }

    /** How many fields are new. */
    public Mono<Long> putAll(String key, Map<String, V> fields) {
        return fields.isEmpty()
                ? Mono.just(0L)
                : Mono.defer(() -> {
                    List<byte[]> pairs = new ArrayList<>(2 * fields.size());
                    fields.forEach((field, value) -> {
                        pairs.add(SharedKind.text(field));
                        pairs.add(kind.encode(value));
                    });
                    return kind.write(key, "HSET", pairs).cast(Long.class);
                });
    }

    /** True if it was put: the field had no value. */
    public Mono<Boolean> putIfAbsent(String key, String field, V value) {
        return Mono.defer(() -> kind.write(key, "HSETNX", List.of(SharedKind.text(field), kind.encode(value))))
                .map(added -> (Long) added > 0);
    }

    public Mono<V> get(String key, String field) {
        return kind.read(redis -> redis.hget(kind.key(key), field)).flatMap(kind::decode);
    }

    /** Those of the fields that have a value. */
    public Mono<Map<String, V>> getAll(String key, Collection<String> fields) {
        return fields.isEmpty()
                ? Mono.just(Map.of())
                : kind.read(redis -> redis.hmget(kind.key(key), fields.toArray(String[]::new)))
                        .flatMap(found -> decoded(Flux.fromIterable(found)
                                .filter(KeyValue::hasValue)
                                .map(pair -> Map.entry(pair.getKey(), pair.getValue()))));
    }

    public Mono<Map<String, V>> getAll(String key) {
        return kind.read(redis -> redis.hgetall(kind.key(key)))
                .flatMap(found -> decoded(Flux.fromIterable(found.entrySet())));
    }

    /** How many there were. */
    public Mono<Long> remove(String key, String... fields) {
        return fields.length == 0 ? Mono.just(0L) : kind.read(redis -> redis.hdel(kind.key(key), fields));
    }

    public Mono<Long> size(String key) {
        return kind.read(redis -> redis.hlen(kind.key(key)));
    }

    /** True if there was one. */
    public Mono<Boolean> delete(String key) {
        return kind.delete(key);
    }

    private Mono<Map<String, V>> decoded(Flux<Map.Entry<String, byte[]>> pairs) {
        return pairs.concatMap(pair -> kind.decode(pair.getValue()).map(value -> Map.entry(pair.getKey(), value)))
                .collectMap(Map.Entry::getKey, Map.Entry::getValue, LinkedHashMap::new);
    }
}
