package io.realtimeconnect.perf.cache;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Values past their freshness: who gets them when a load is slow or fails, and for how long. */
final class OldAnswers<V> {

    /** How long an old value answers after a load failed, before the loader is asked again. */
    static final Duration RESPITE = Duration.ofSeconds(1);

    private final LayeredCache<V> cache;

    OldAnswers(LayeredCache<V> cache) {
        this.cache = cache;
    }

    /** Whether an old value of the first tier answers while it is loaded anew. */
    boolean atOnce(LocalEntry<V> old, long now, Terms terms) {
        return old.value() != null
                && old.useful(now)
                && now - old.freshUntil()
                        < terms.settings().staleWhileRevalidate().toNanos();
    }

    /** The load, unless the value at hand must do: at once while it may, or when the load is slow or fails. */
    Mono<V> orOld(String key, Mono<V> load, LocalEntry<V> old, Terms terms) {
        V value = old.value();
        long now = cache.nanos.getAsLong();
        CacheSettings settings = terms.settings();
        if (value == null) {
            return load;
        }
        if (atOnce(old, now, terms)) {
            cache.meters.stale.increment();
            return Mono.just(value);
        }
        if (now - old.freshUntil() >= settings.failSafe().toNanos()) {
            return load;
        }
        Mono<V> fallback = Mono.fromSupplier(() -> {
            cache.meters.failSafe.increment();
            cache.local.prolong(
                    key, old, RESPITE.toMillis(), settings.failSafe().toMillis());
            return value;
        });
        return load.timeout(settings.softTimeout(), fallback).onErrorResume(e -> fallback);
    }

    /** The same of one that Redis holds. */
    boolean atOnce(@Nullable Stored<V> old, Terms terms) {
        return old != null
                && old.value() != null
                && cache.clock.millis() - old.freshUntil()
                        < terms.settings().staleWhileRevalidate().toMillis();
    }

    /** An old value of Redis answers when the load is slow or fails; a slow load goes on and fills. */
    Mono<V> orOld(String key, Mono<V> load, @Nullable Stored<V> old, @Nullable Stamp stamp, Terms terms) {
        if (old == null || old.value() == null || stamp == null) {
            return load;
        }
        long age = cache.clock.millis() - old.freshUntil();
        CacheSettings settings = terms.settings();
        boolean atOnce = atOnce(old, terms);
        if (!atOnce && age >= settings.failSafe().toMillis()) {
            return load;
        }
        Mono<V> going = load.cache();
        Mono<V> fallback = Mono.fromSupplier(() -> {
            if (atOnce) {
                cache.meters.stale.increment();
            } else {
                cache.meters.failSafe.increment();
                respite(key, old, stamp, terms);
            }
            return old.value();
        });
        Duration patience = atOnce ? Duration.ZERO : settings.softTimeout();
        return going.timeout(patience, fallback).onErrorResume(e -> !(e instanceof CacheUnavailable), e -> fallback);
    }

    /** Keeps an old value here for a moment, so that a slow or failing loader is not asked by everybody. */
    private void respite(String key, Stored<V> old, Stamp stamp, Terms terms) {
        long window = terms.settings().failSafe().toMillis();
        LocalEntry<V> there = cache.local.find(key);
        if (there != null) {
            cache.local.prolong(key, there, RESPITE.toMillis(), window);
            return;
        }
        long left = old.freshUntil() + window - cache.clock.millis();
        long freshMs = Math.min(RESPITE.toMillis(), left);
        if (freshMs > 0 && !terms.skipLocal()) {
            cache.local.admit(key, new Admission<>(old.value(), freshMs, left - freshMs, old.weight()), stamp);
        }
    }

    /** The old value that answers when a load has failed; null if there is none, or it is past its window. */
    @Nullable
    V emergency(String key, @Nullable Stored<V> stored, Terms terms) {
        long window = terms.settings().failSafe().toMillis();
        long now = cache.nanos.getAsLong();
        LocalEntry<V> there = terms.skipLocal() ? null : cache.local.find(key);
        V old = null;
        if (there != null && there.useful(now) && TimeUnit.NANOSECONDS.toMillis(now - there.freshUntil()) < window) {
            cache.local.prolong(key, there, RESPITE.toMillis(), window);
            old = there.value();
        } else if (stored != null && cache.clock.millis() - stored.freshUntil() < window) {
            old = stored.value();
        }
        if (old != null) {
            cache.meters.failSafe.increment();
        }
        return old;
    }
}
