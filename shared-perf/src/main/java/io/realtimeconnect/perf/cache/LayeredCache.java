package io.realtimeconnect.perf.cache;

import io.realtimeconnect.perf.web.RequestId;
import java.time.Clock;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Both tiers as one cache: reads here, loading in {@link Loading}, many keys in {@link BulkLoading}, writes in {@link Writing}, what has
 * changed in {@link Coherence}.
 */
final class LayeredCache<V> extends Tiers<V> {

    final CacheMeters meters;
    final LocalTier<V> local;
    final RemoteTier remote;
    private final RemoteTier unguarded;
    final Repairs repairs = new Repairs();
    final Waiters waiters = new Waiters();
    final Flights<V> flights;
    final Odds odds = new Odds();
    final Eager eager;
    final Clock clock;

    private volatile @Nullable Told lastTold;

    /** Whether messages of other instances arrive. */
    volatile boolean listening;

    /** Whether its messages have been asked for, and Redis has said so. */
    volatile boolean subscribed;

    final Coherence<V> coherence;
    final Filling<V> filling;
    private final OldAnswers<V> oldAnswers;
    private final Loading<V> loading;
    private final BulkLoading<V> bulk;
    private final Writing<V> writing;

    LayeredCache(
            CacheSettings settings,
            CacheMeters meters,
            LocalTier<V> local,
            RemoteTier remote,
            RemoteTier unguarded,
            ValueCodec<V> codec,
            Clock clock,
            LongSupplier nanos) {
        super(settings, codec, nanos);
        this.meters = meters;
        this.local = local;
        this.remote = remote;
        this.unguarded = unguarded;
        this.clock = clock;
        this.flights = new Flights<>(meters.coalesced::increment);
        this.eager = new Eager(nanos);
        this.coherence = new Coherence<>(this);
        this.oldAnswers = new OldAnswers<>(this);
        this.filling = new Filling<>(this);
        this.loading = new Loading<>(this, filling, oldAnswers);
        this.bulk = new BulkLoading<>(this, loading, filling, oldAnswers);
        this.writing = new Writing<>(this);
    }

    @Override
    public Mono<V> get(String key) {
        return new LocalFirst<>(this, key, null, terms);
    }

    @Override
    public Mono<V> get(String key, CacheOptions options) {
        return new LocalFirst<>(this, key, null, terms(options));
    }

    @Override
    public Mono<Optional<V>> find(String key) {
        return Mono.defer(() -> {
            LocalEntry<V> entry = local.find(key);
            if (entry != null && entry.fresh(nanos.getAsLong())) {
                meters.localHits.increment();
                return Mono.just(Optional.ofNullable(entry.value()));
            }
            return loading.peek(key, entry != null && entry.useful(nanos.getAsLong()) ? entry : null, terms);
        });
    }

    @Override
    public Mono<V> get(String key, Mono<V> loader) {
        return new LocalFirst<>(this, key, loader, terms);
    }

    @Override
    public Mono<V> get(String key, Mono<V> loader, CacheOptions options) {
        return new LocalFirst<>(this, key, loader, terms(options));
    }

    @Override
    public Mono<V> refresh(String key, Mono<V> loader) {
        return refresh(key, loader, terms);
    }

    @Override
    public Mono<V> refresh(String key, Mono<V> loader, CacheOptions options) {
        return refresh(key, loader, terms(options));
    }

    private Mono<V> refresh(String key, Mono<V> loader, Terms anew) {
        return Mono.deferContextual(
                context -> fly(key, () -> loading.refresh(key, loader, anew.refreshing()), false, context));
    }

    @Override
    public Mono<Map<String, V>> getAll(Collection<String> keys) {
        return Mono.defer(() -> bulk.load(keys, null, terms));
    }

    @Override
    public Mono<Map<String, V>> getAll(Collection<String> keys, CacheOptions options) {
        return Mono.defer(() -> bulk.load(keys, null, terms(options)));
    }

    @Override
    public Mono<Map<String, V>> getAll(
            Collection<String> keys, Function<Collection<String>, Mono<Map<String, V>>> loader) {
        return Mono.defer(() -> bulk.load(keys, loader, terms));
    }

    @Override
    public Mono<Map<String, V>> getAll(
            Collection<String> keys, Function<Collection<String>, Mono<Map<String, V>>> loader, CacheOptions options) {
        return Mono.defer(() -> bulk.load(keys, loader, terms(options)));
    }

    @Override
    public Mono<Void> put(String key, V value) {
        return writing.put(key, value, 0, terms);
    }

    @Override
    public Mono<Void> put(String key, V value, long version) {
        return writing.put(key, value, version, terms);
    }

    @Override
    public Mono<Void> put(String key, V value, CacheOptions options) {
        return writing.put(key, value, 0, terms(options));
    }

    @Override
    public Mono<Boolean> putIfAbsent(String key, V value) {
        return writing.putIfAbsent(key, value, terms);
    }

    @Override
    public Mono<Boolean> putIfAbsent(String key, V value, CacheOptions options) {
        return writing.putIfAbsent(key, value, terms(options));
    }

    @Override
    public Mono<Void> putAbsence(String key) {
        return writing.put(key, null, 0, terms);
    }

    @Override
    public Mono<Void> putAbsence(String key, long version) {
        return writing.put(key, null, version, terms);
    }

    @Override
    public Mono<Void> remove(String key) {
        return writing.remove(key, 0);
    }

    @Override
    public Mono<Void> invalidate(String key) {
        return writing.remove(key, 0);
    }

    @Override
    public Mono<Void> remove(String key, long version) {
        return writing.remove(key, version);
    }

    @Override
    public Mono<Void> invalidateSurely(String key, long version) {
        return writing.invalidateSurely(key, version);
    }

    @Override
    public Mono<Void> removeAll(Collection<String> keys) {
        return writing.removeAll(keys);
    }

    @Override
    public Mono<Void> invalidateTag(String tag) {
        return writing.removeTagged(tag);
    }

    @Override
    public Mono<Void> invalidateTagSurely(String tag) {
        return writing.removeTaggedSurely(tag);
    }

    @Override
    public Mono<Void> invalidatePrefix(String prefix) {
        return writing.removeBelow(prefix, CacheKeys.escaped(prefix) + ":*");
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
    public long cleanUp() {
        long before = local.size();
        local.cleanUp();
        return Math.max(0, before - local.size());
    }

    @Override
    public CacheStatistics statistics() {
        return CacheStatistics.of(settings, local, meters);
    }

    /** Redis answers again: what it holds of the keys that changed meanwhile goes. */
    Mono<Void> repair() {
        return writing.repair();
    }

    RemoteTier remote(Terms terms) {
        return terms.withoutBreaker() ? unguarded : remote;
    }

    /** Options are mostly constants of their callers. */
    private Terms terms(CacheOptions options) {
        Told told = lastTold;
        if (told == null || told.options() != options) {
            told = new Told(options, Terms.of(settings, options));
            lastTold = told;
        }
        return told.terms();
    }

    private record Told(CacheOptions options, Terms terms) {}

    @Override
    Mono<Void> put(String key, @Nullable V value, long version, Terms terms) {
        return value == null ? writing.removeAhead(key, version, terms) : writing.put(key, value, version, terms);
    }

    @Override
    Mono<Boolean> putIfAbsent(String key, V value, Terms terms) {
        return writing.putIfAbsent(key, value, terms);
    }

    @Override
    Mono<RemoteTier.Grant> claim(String key, Terms terms) {
        return remote(terms).claim(key, terms.leaseMs());
    }

    @Override
    Mono<Boolean> replace(String key, V value, RemoteTier.Grant token, Terms terms) {
        return writing.replace(key, value, token, terms);
    }

    /** Goes on with a key that the first tier has no fresh value of. */
    Mono<V> ask(String key, @Nullable Mono<V> loader, Terms terms, @Nullable LocalEntry<V> there, ContextView caller) {
        LocalEntry<V> old = there != null && there.useful(nanos.getAsLong()) ? there : null;
        if (loader == null) {
            return loading.peek(key, old, terms).flatMap(Mono::justOrEmpty);
        }
        Terms wanted = old != null && oldAnswers.atOnce(old, nanos.getAsLong(), terms) ? terms.behind() : terms;
        Mono<V> load = fly(key, () -> loading.load(key, loader, wanted), !wanted.unread(), caller);
        return old == null ? load : oldAnswers.orOld(key, load, old, terms);
    }

    /** Whether a value that still answers is to be loaded anew: without Redis, or while it is being loaded, it is left alone. */
    boolean endsSoon(String key, LocalEntry<V> fresh, Terms terms) {
        return eager.due(key, fresh, terms) && listening && !flights.has(key);
    }

    /** Behind the answer. */
    void renew(String key, Mono<V> loader, Terms terms, ContextView caller) {
        Terms behind = terms.behind();
        fly(key, () -> loading.renew(key, loader, behind), false, caller)
                .subscribe(value -> {}, e -> eager.failed(key));
    }

    private Mono<V> fly(String key, Supplier<Mono<V>> load, boolean read, ContextView caller) {
        RequestId request = RequestId.from(caller);
        return flights.join(key, load, read, request == null ? Context.empty() : Context.of(RequestId.class, request));
    }
}
