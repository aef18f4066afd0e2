package io.realtimeconnect.perf.cache;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** What stands in front of a cache's truth, as strategies see it: both tiers, or none where caches are off. */
abstract class Tiers<V> implements TwoTierCache<V> {

    final CacheSettings settings;
    final Terms terms;
    final ValueCodec<V> codec;
    final LongSupplier nanos;

    Tiers(CacheSettings settings, ValueCodec<V> codec, LongSupplier nanos) {
        this.settings = settings;
        this.terms = Terms.of(settings);
        this.codec = codec;
        this.nanos = nanos;
    }

    @Override
    public final String name() {
        return settings.name();
    }

    /** On terms of its own, of a version; null removes it of a truth that has yet to hear of that. */
    abstract Mono<Void> put(String key, @Nullable V value, long version, Terms terms);

    abstract Mono<Boolean> putIfAbsent(String key, V value, Terms terms);

    /** The key's token, taken from whoever has it; an error where there is none to be had. */
    abstract Mono<RemoteTier.Grant> claim(String key, Terms terms);

    /** Puts the value, seen by everybody, unless the key's token has been taken since; false also when Redis cannot say. */
    abstract Mono<Boolean> replace(String key, V value, RemoteTier.Grant token, Terms terms);
}
