package io.realtimeconnect.perf.cache;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/** Sets in Redis, by key; see {@link SharedState#set}. */
public final class SharedSet<V> {

    private final SharedKind<V> kind;

    SharedSet(SharedKind<V> kind) {
        this.kind = kind;
    }

    /** How many were not in it. */
    public Mono<Long> add(String key, Collection<V> values) {
        return values.isEmpty()
                ? Mono.just(0L)
                : Mono.defer(() -> kind.write(key, "SADD", encoded(values)).cast(Long.class));
    }

    /** How many were in it. */
    public Mono<Long> remove(String key, Collection<V> values) {
        return values.isEmpty()
                ? Mono.just(0L)
                : kind.read(redis -> redis.srem(kind.key(key), encoded(values).toArray(byte[][]::new)));
    }

    public Mono<Boolean> contains(String key, V value) {
        return kind.read(redis -> redis.sismember(kind.key(key), kind.encode(value)));
    }

    public Mono<Set<V>> members(String key) {
        return kind.read(redis -> redis.smembers(kind.key(key)))
                .flatMapMany(found -> kind.decode(List.copyOf(found)))
                .collect(Collectors.toSet());
    }

    public Mono<Long> size(String key) {
        return kind.read(redis -> redis.scard(kind.key(key)));
    }

    /** True if there was one. */
    public Mono<Boolean> delete(String key) {
        return kind.delete(key);
    }

    private List<byte[]> encoded(Collection<V> values) {
        return values.stream().map(kind::encode).toList();
    }
}
