package io.realtimeconnect.perf.cache;

import io.realtimeconnect.perf.web.RequestId;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** Both tiers as one cache: reads here, loading in {@link Loading}, many keys in {@link BulkLoading}, writes in {@link Writing}. */
final class LayeredCache<V> implements TwoTierCache<V> {

    final CacheSettings settings;
    final CacheMeters meters;
    final LocalTier<V> local;
    final RemoteTier remote;
    final ValueCodec<V> codec;
    final Repairs repairs = new Repairs();
    final Waiters waiters = new Waiters();
    final Flights<V> flights;
    final Clock clock;
    final LongSupplier nanos;
    /** Whether messages of other instances arrive. */
    volatile boolean listening;

    private final Loading<V> loading;
    private final BulkLoading<V> bulk;
    private final Writing<V> writing;

    LayeredCache(
            CacheSettings settings,
            CacheMeters meters,
            LocalTier<V> local,
            RemoteTier remote,
            ValueCodec<V> codec,
            Clock clock,
            LongSupplier nanos) {
        this.settings = settings;
        this.meters = meters;
        this.local = local;
        this.remote = remote;
        this.codec = codec;
        this.clock = clock;
        this.nanos = nanos;
        this.flights = new Flights<>(meters.coalesced::increment);
        this.loading = new Loading<>(this);
        this.bulk = new BulkLoading<>(this, loading);
        this.writing = new Writing<>(this);
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public Mono<V> get(String key) {
        return Mono.defer(() -> {
            LocalEntry<V> entry = local.find(key);
            if (entry != null && entry.fresh(nanos.getAsLong())) {
                meters.localHits.increment();
                return Mono.justOrEmpty(entry.value());
            }
            return loading.peek(key, entry).flatMap(Mono::justOrEmpty);
        });
    }

    @Override
    public Mono<Optional<V>> find(String key) {
        return Mono.defer(() -> {
            LocalEntry<V> entry = local.find(key);
            if (entry != null && entry.fresh(nanos.getAsLong())) {
                meters.localHits.increment();
                return Mono.just(Optional.ofNullable(entry.value()));
            }
            return loading.peek(key, entry);
        });
    }

    @Override
    public Mono<V> get(String key, Mono<V> loader) {
        return Mono.deferContextual(context -> {
            LocalEntry<V> entry = local.find(key);
            long now = nanos.getAsLong();
            if (entry != null && entry.fresh(now)) {
                meters.localHits.increment();
                return Mono.justOrEmpty(entry.value());
            }
            RequestId request = RequestId.from(context);
            Mono<V> load = flights.join(
                    key,
                    () -> loading.load(key, loader)
                            .contextWrite(ignored ->
                                    request == null ? Context.empty() : Context.of(RequestId.class, request)));
            return entry == null || entry.value() == null ? load : orOld(key, load, entry, now);
        });
    }

    @Override
    public Mono<Map<String, V>> getAll(
            Collection<String> keys, Function<Collection<String>, Mono<Map<String, V>>> loader) {
        return Mono.defer(() -> bulk.load(keys, loader));
    }

    @Override
    public Mono<Void> put(String key, V value) {
        return writing.put(key, value, 0);
    }

    @Override
    public Mono<Void> put(String key, V value, long version) {
        return writing.put(key, value, version);
    }

    @Override
    public Mono<Void> putAbsence(String key) {
        return writing.put(key, null, 0);
    }

    @Override
    public Mono<Void> remove(String key) {
        return writing.remove(key);
    }

    @Override
    public Mono<Void> invalidatePrefix(String prefix) {
        String literal = CacheKeys.escaped(prefix);
        return writing.remove(prefix).then(writing.removeMatching(literal + ":*"));
    }

    @Override
    public Mono<Void> invalidatePattern(String glob) {
        return writing.removeMatching(glob);
    }

    @Override
    public Mono<Void> clear() {
        return writing.clear();
    }

    @Override
    public CacheStatistics statistics() {
        return CacheStatistics.of(name(), local.size(), meters);
    }

    /** A message on the cache's channel; false if messages before it were lost. */
    boolean told(String message) {
        String[] parts = message.split("\\|", 6);
        if (parts.length < 6) {
            return true;
        }
        int bucket = Integer.parseInt(parts[1]);
        @Nullable String key = parts[0].equals("D") ? null : parts[5];
        if (key != null && parts[0].equals("W")) {
            waiters.wake(key);
            return true;
        }
        if (key == null) {
            flights.detachAll();
        } else {
            flights.detach(key);
        }
        meters.invalidations.increment();
        boolean complete = local.changed(bucket, parts[2], Long.parseLong(parts[3]), Long.parseLong(parts[4]), key);
        if (!complete) {
            meters.gaps.increment();
        }
        if (key == null) {
            waiters.wakeAll();
        } else {
            waiters.wake(key);
        }
        return complete;
    }

    /** Compares the buckets in use with Redis and forgets those that have missed something. */
    Mono<Void> compare() {
        return Mono.defer(() -> {
            List<Bucket> active = local.active();
            if (active.isEmpty()) {
                return Mono.empty();
            }
            List<Long> asked = active.stream().map(LocalTier::highest).toList();
            return remote.stamps(active.stream().map(bucket -> bucket.number).toList())
                    .doOnNext(stamps -> {
                        for (int i = 0; i < active.size(); i++) {
                            if (!local.compared(active.get(i), stamps.get(i), asked.get(i))) {
                                meters.gaps.increment();
                            }
                        }
                    })
                    .then();
        });
    }

    /** Redis answers again: what it holds of the keys that changed meanwhile goes. */
    Mono<Void> repair() {
        return writing.repair();
    }

    /** The load, unless the value at hand must do: at once while it may, or when the load is slow or fails. */
    private Mono<V> orOld(String key, Mono<V> load, LocalEntry<V> old, long now) {
        long age = now - old.freshUntil();
        @Nullable V value = old.value();
        if (value != null && age < settings.staleWhileRevalidate().toNanos()) {
            meters.stale.increment();
            return Mono.just(value);
        }
        if (age >= settings.failSafe().toNanos()) {
            return load;
        }
        Mono<V> fallback = Mono.fromSupplier(() -> {
            meters.stale.increment();
            local.prolong(key, old, Loading.RESPITE.toMillis());
            return old.value();
        });
        Duration patience = settings.softTimeout();
        return load.timeout(patience, fallback).onErrorResume(e -> fallback);
    }
}
