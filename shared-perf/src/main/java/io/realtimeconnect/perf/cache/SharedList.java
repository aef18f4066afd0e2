package io.realtimeconnect.perf.cache;

import java.util.Collection;
import java.util.List;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Lists in Redis, by key; see {@link SharedState#list}. */
public final class SharedList<V> {

    private final SharedKind<V> kind;

    SharedList(SharedKind<V> kind) {
        this.kind = kind;
    }

    /** Adds at the end, some thousand at once at most; how long it is then. */
    public Mono<Long> append(String key, Collection<V> values) {
        return push(key, "RPUSH", values);
    }

    /** Adds before the first, one after the other, so that the last of them comes first; how long it is then. */
    public Mono<Long> prepend(String key, Collection<V> values) {
        return push(key, "LPUSH", values);
    }

    /**
     * In order.
     *
     * @param from from 0; negative counts from the end, -1 being the last
     * @param to inclusive
     */
    public Flux<V> range(String key, long from, long to) {
        return kind.read(redis -> redis.lrange(kind.key(key), from, to)).flatMapMany(kind::decode);
    }

    /** Takes the first out, and what cannot be read before it; empty once there is nothing. */
    public Mono<V> takeFirst(String key) {
        return kind.read(redis -> redis.lpop(kind.key(key)))
                .flatMap(taken -> kind.decode(taken).switchIfEmpty(Mono.defer(() -> takeFirst(key))));
    }

    /** Takes the last out, and what cannot be read behind it; empty once there is nothing. */
    public Mono<V> takeLast(String key) {
        return kind.read(redis -> redis.rpop(kind.key(key)))
                .flatMap(taken -> kind.decode(taken).switchIfEmpty(Mono.defer(() -> takeLast(key))));
    }

    /** Keeps the part between the two, see {@link #range}. */
    public Mono<Void> trim(String key, long from, long to) {
        return kind.read(redis -> redis.ltrim(kind.key(key), from, to)).then();
    }

    public Mono<Long> size(String key) {
        return kind.read(redis -> redis.llen(kind.key(key)));
    }

    /** True if there was one. */
    public Mono<Boolean> delete(String key) {
        return kind.delete(key);
    }

    private Mono<Long> push(String key, String command, Collection<V> values) {
        return values.isEmpty()
                ? size(key)
                : Mono.defer(() -> {
                    List<byte[]> encoded = values.stream().map(kind::encode).toList();
                    return kind.write(key, command, encoded).cast(Long.class);
                });
    }
}
