package io.realtimeconnect.perf.cache;

import java.nio.charset.StandardCharsets;
import java.util.List;
import reactor.core.publisher.Mono;

/** Counters in Redis, by key; see {@link SharedState#counter}. */
public final class SharedCounter {

    private final SharedKind<Long> kind;

    SharedCounter(SharedKind<Long> kind) {
        this.kind = kind;
    }

    /** What it is then. */
    public Mono<Long> add(String key, long amount) {
        return kind.write(key, "INCRBY", List.of(SharedKind.text(Long.toString(amount))))
                .cast(Long.class);
    }

    /** 0 if nothing has been added yet. */
    public Mono<Long> get(String key) {
        return kind.read(redis -> redis.get(kind.key(key)))
                .map(digits -> Long.parseLong(new String(digits, StandardCharsets.US_ASCII)))
                .defaultIfEmpty(0L);
    }

    /** True if anything had been added. */
    public Mono<Boolean> delete(String key) {
        return kind.delete(key);
    }
}
