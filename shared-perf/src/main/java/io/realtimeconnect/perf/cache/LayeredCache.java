package io.realtimeconnect.perf.cache;

import io.realtimeconnect.perf.cache.LocalTier.Verdict;
import io.realtimeconnect.perf.web.RequestId;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** Both tiers as one cache: reads here, loading in {@link Loading}, many keys in {@link BulkLoading}, writes in {@link Writing}. */
final class LayeredCache<V> implements TwoTierCache<V> {

    private static final Logger log = LoggerFactory.getLogger(LayeredCache.class);

    final CacheSettings settings;
    final CacheMeters meters;
    final LocalTier<V> local;
    final RemoteTier remote;
    private final RemoteTier unguarded;
    final Terms terms;
    final ValueCodec<V> codec;
    final Repairs repairs = new Repairs();
    final Waiters waiters = new Waiters();
    final Flights<V> flights;
    final Odds odds = new Odds();
    final Clock clock;
    final LongSupplier nanos;
    /** Whether messages of other instances arrive. */
    volatile boolean listening;

    /** Whether its messages have been asked for, and Redis has said so. */
    volatile boolean subscribed;

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
        this.settings = settings;
        this.meters = meters;
        this.local = local;
        this.remote = remote;
        this.unguarded = unguarded;
        this.terms = Terms.of(settings);
        this.codec = codec;
        this.clock = clock;
        this.nanos = nanos;
        this.flights = new Flights<>(meters.coalesced::increment);
        OldAnswers<V> oldAnswers = new OldAnswers<>(this);
        this.loading = new Loading<>(this, oldAnswers);
        this.bulk = new BulkLoading<>(this, loading, oldAnswers);
        this.writing = new Writing<>(this);
    }

    @Override
    public String name() {
        return settings.name();
    }

    @Override
    public Mono<V> get(String key) {
        return new LocalFirst<>(this, key, null, terms);
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
        return new LocalFirst<>(this, key, loader, Terms.of(settings, options));
    }

    @Override
    public Mono<V> refresh(String key, Mono<V> loader) {
        return refresh(key, loader, terms);
    }

    @Override
    public Mono<V> refresh(String key, Mono<V> loader, CacheOptions options) {
        return refresh(key, loader, Terms.of(settings, options));
    }

    private Mono<V> refresh(String key, Mono<V> loader, Terms anew) {
        return Mono.deferContextual(
                context -> fly(key, loading.refresh(key, loader, anew.refreshing()), RequestId.from(context)));
    }

    @Override
    public Mono<Map<String, V>> getAll(Collection<String> keys) {
        return Mono.defer(() -> bulk.load(keys, null, terms));
    }

    @Override
    public Mono<Map<String, V>> getAll(
            Collection<String> keys, Function<Collection<String>, Mono<Map<String, V>>> loader) {
        return Mono.defer(() -> bulk.load(keys, loader, terms));
    }

    @Override
    public Mono<Map<String, V>> getAll(
            Collection<String> keys, Function<Collection<String>, Mono<Map<String, V>>> loader, CacheOptions options) {
        return Mono.defer(() -> bulk.load(keys, loader, Terms.of(settings, options)));
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
        return writing.put(key, value, 0, Terms.of(settings, options));
    }

    @Override
    public Mono<Boolean> putIfAbsent(String key, V value) {
        return writing.putIfAbsent(key, value, terms);
    }

    @Override
    public Mono<Boolean> putIfAbsent(String key, V value, CacheOptions options) {
        return writing.putIfAbsent(key, value, Terms.of(settings, options));
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
        String literal = CacheKeys.escaped(prefix);
        return writing.remove(prefix, 0).then(writing.removeMatching(literal + ":*"));
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
        return CacheStatistics.of(name(), local, meters);
    }

    /** A message on the cache's channel; false if messages before it were lost. */
    boolean told(String message) {
        String[] parts = message.split("\\|", 6);
        if (parts.length < 6) {
            return true;
        }
        int bucket = Integer.parseInt(parts[1]);
        if (parts[0].equals("W")) {
            waiters.wake(parts[5]);
            return true;
        }
        @Nullable
        List<String> keys = switch (parts[0]) {
            case "K" -> List.of(parts[5]);
            case "T" -> parts[5].isEmpty() ? List.of() : List.of(parts[5].split("\n", -1));
            default -> null;
        };
        // loads of keys that somebody has tagged may be under way anywhere
        if (keys == null || parts[0].equals("T")) {
            flights.detachAll();
        } else {
            keys.forEach(flights::detach);
        }
        meters.invalidations.increment();
        // changes are numbered by the server's microseconds
        long since = clock.millis() - Long.parseLong(parts[4]) / 1000;
        meters.lag.record(Math.max(0, since), TimeUnit.MILLISECONDS);
        Verdict verdict = local.changed(bucket, parts[2], Long.parseLong(parts[3]), Long.parseLong(parts[4]), keys);
        judge(bucket, verdict);
        if (keys == null || parts[0].equals("T") || verdict != Verdict.RIGHT) {
            waiters.wakeAll();
        } else {
            keys.forEach(waiters::wake);
        }
        return verdict == Verdict.RIGHT;
    }

    /** Compares the buckets in use with Redis and forgets those that have missed something. */
    Mono<Void> compare() {
        return Mono.defer(() -> {
            List<LocalTier.Question> questions = local.questions(flights.keys());
            if (questions.isEmpty()) {
                return Mono.empty();
            }
            return remote.stamps(questions.stream()
                            .map(question -> question.bucket().number)
                            .toList())
                    .doOnNext(stamps -> questions.forEach(question -> {
                        Stamp stamp = stamps.get(question.bucket().number);
                        if (stamp != null) {
                            judge(question.bucket().number, local.compared(question, stamp));
                        }
                    }))
                    .then();
        });
    }

    private void judge(int bucket, Verdict verdict) {
        if (verdict == Verdict.RIGHT) {
            return;
        }
        meters.gaps.increment();
        // loads under way may be of what has changed unheard
        flights.detachAll(bucket);
        if (verdict == Verdict.LOST) {
            lost(bucket);
        }
    }

    /** Redis has lost changes of the bucket: what it holds of it may be older than what it once held. */
    void lost(int bucket) {
        log.warn("event=cache-changes-lost cache={} bucket={}", name(), bucket);
        repairs.addBucket(bucket);
        local.forget(bucket);
    }

    /** A change of this instance is done. */
    void wrote(String key, RemoteTier.Written written, @Nullable Admission<V> kept) {
        flights.detach(key);
        if (local.wrote(key, written.stamp(), written.before(), kept)) {
            lost(CacheKeys.bucket(key));
        }
    }

    /** A change of this instance of several keys of a bucket is done, of all of them if that is null. */
    void wrote(int bucket, Stamp stamp, @Nullable Collection<String> keys) {
        if (local.wrote(bucket, stamp, keys)) {
            lost(bucket);
        }
    }

    /** It is another server by now, or the same with another past: what it was told last it may have lost. */
    void anotherServer() {
        local.unsettled().forEach(this::lost);
    }

    /** Redis answers again: what it holds of the keys that changed meanwhile goes. */
    Mono<Void> repair() {
        return writing.repair();
    }

    RemoteTier remote(Terms terms) {
        return terms.withoutBreaker() ? unguarded : remote;
    }

    /** On terms of its own, of a version. */
    Mono<Void> put(String key, @Nullable V value, long version, Terms terms) {
        return writing.put(key, value, version, terms);
    }

    Mono<Boolean> putIfAbsent(String key, V value, Terms terms) {
        return writing.putIfAbsent(key, value, terms);
    }

    /** Puts the value, seen by everybody, unless the key's token has been taken since; false also when Redis cannot say. */
    Mono<Boolean> replace(String key, V value, RemoteTier.Grant token, Terms terms) {
        return writing.replace(key, value, token, terms);
    }

    /** Goes on with a key that the first tier has no fresh value of. */
    Mono<V> ask(String key, @Nullable Mono<V> loader, Terms terms, @Nullable LocalEntry<V> there) {
        LocalEntry<V> old = there != null && there.useful(nanos.getAsLong()) ? there : null;
        if (loader == null) {
            return loading.peek(key, old, terms).flatMap(Mono::justOrEmpty);
        }
        return Mono.deferContextual(context -> {
            Mono<V> load = fly(key, loading.load(key, loader, terms), RequestId.from(context));
            return old == null || old.value() == null
                    ? load
                    : orOld(key, load, old, nanos.getAsLong(), terms.settings());
        });
    }

    private Mono<V> fly(String key, Mono<V> load, @Nullable RequestId request) {
        return flights.join(
                key,
                () -> load.contextWrite(
                        ignored -> request == null ? Context.empty() : Context.of(RequestId.class, request)));
    }

    /** The load, unless the value at hand must do: at once while it may, or when the load is slow or fails. */
    private Mono<V> orOld(String key, Mono<V> load, LocalEntry<V> old, long now, CacheSettings settings) {
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
            meters.failSafe.increment();
            local.prolong(
                    key, old, OldAnswers.RESPITE.toMillis(), settings.failSafe().toMillis());
            return old.value();
        });
        Duration patience = settings.softTimeout();
        return load.timeout(patience, fallback).onErrorResume(e -> fallback);
    }
}
