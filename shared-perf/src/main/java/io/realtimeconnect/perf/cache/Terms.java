package io.realtimeconnect.perf.cache;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The terms of one call: how its cache is set up, and what its {@link CacheOptions} say otherwise.
 *
 * @param anew it replaces what is fresh, of which the other instances must hear
 * @param fitting what else each value says, null if none does
 * @param unread nobody reads what comes of it: figures of reads leave it out
 */
record Terms(
        CacheSettings settings,
        boolean skipLocal,
        boolean skipRemote,
        boolean withoutBreaker,
        boolean anew,
        boolean unread,
        List<String> tags,
        @Nullable Function<Object, CacheOptions> fitting) {

    static Terms of(CacheSettings settings) {
        return new Terms(settings, false, false, false, false, false, List.of(), null);
    }

    static Terms of(CacheSettings settings, CacheOptions options) {
        return new Terms(
                settings.with(options),
                options.skipLocal,
                options.skipRemote,
                options.withoutBreaker,
                false,
                false,
                options.tags,
                options.fitting);
    }

    /** Of this value: what they say of how it is kept. */
    Terms fit(@Nullable Object value) {
        if (fitting == null || value == null) {
            return this;
        }
        CacheOptions own = fitting.apply(value);
        return new Terms(
                settings.with(own),
                skipLocal || own.skipLocal,
                skipRemote,
                withoutBreaker,
                anew,
                unread,
                own.tags.isEmpty() ? tags : own.tags,
                null);
    }

    /** Of a load that replaces what is fresh, of which the other instances must hear. */
    Terms refreshing() {
        return new Terms(settings, skipLocal, skipRemote, withoutBreaker, true, true, tags, fitting);
    }

    /** Of a load behind an answer that is out. */
    Terms behind() {
        return new Terms(settings, skipLocal, skipRemote, withoutBreaker, anew, true, tags, fitting);
    }

    /** A load begins: a miss, if it is somebody's who reads. */
    void missed(CacheMeters meters) {
        if (!unread) {
            meters.misses.increment();
        }
    }

    /** How long the first tier serves a value, or an absence, before it asks Redis; varied by the jitter. */
    long localMs(boolean present) {
        Duration ttl = present ? settings.ttl() : settings.negativeTtl();
        return settings.varied(ttl.compareTo(settings.localTtl()) < 0 ? ttl : settings.localTtl());
    }

    /** How long a value, or an absence, is fresh; varied by the jitter. */
    long freshMs(boolean present) {
        return settings.varied(present ? settings.ttl() : settings.negativeTtl());
    }

    /** How long Redis keeps what is fresh that long. */
    long keptMs(boolean present, long freshMs) {
        return present ? freshMs + settings.afterlife().toMillis() : freshMs;
    }

    /** How long a token is good: past any load. */
    long leaseMs() {
        return settings.hardTimeout().plusSeconds(1).toMillis();
    }

    /** @param weight in bytes, about */
    <V> Admission<V> admission(@Nullable V value, int weight) {
        return new Admission<>(
                value, localMs(value != null), settings.afterlife().toMillis(), weight);
    }
}
