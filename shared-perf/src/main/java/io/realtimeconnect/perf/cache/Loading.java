package io.realtimeconnect.perf.cache;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * How a value that the first tier lacks is found: in Redis, else by whoever holds the key's token, else by the other instance that
 * holds it, else alone. The token is granted to one at a time and void once the key changes, so an old value never overwrites a new.
 */
final class Loading<V> {

    private static final Duration DEAF_STEP = Duration.ofMillis(50);

    private final LayeredCache<V> cache;
    private final Filling<V> filling;
    private final OldAnswers<V> oldAnswers;

    Loading(LayeredCache<V> cache, Filling<V> filling, OldAnswers<V> oldAnswers) {
        this.cache = cache;
        this.filling = filling;
        this.oldAnswers = oldAnswers;
    }

    /**
     * What was found in Redis, null parts where nothing was.
     *
     * @param raw what stood under the key
     */
    record Look<V>(@Nullable Stamp stamp, @Nullable Stored<V> stored, byte @Nullable [] raw) {

        static <V> Look<V> none() {
            return new Look<>(null, null, null);
        }

        /** The mark of the value there, also of one that cannot be decoded; empty if there is none that counts. */
        String seen() {
            return ValueCodec.written(raw);
        }
    }

    /** What is known without a load; empty when nothing is. */
    Mono<Optional<V>> peek(String key, @Nullable LocalEntry<V> old, Terms terms) {
        if (terms.skipRemote() || cache.repairs.concern(key)) {
            return missed();
        }
        return look(key, terms, look -> fresh(look.stored()) ? known(key, look, terms) : missed())
                .onErrorResume(CacheUnavailable.class, e -> {
                    cache.meters.unavailable.increment();
                    if (old == null) {
                        return missed();
                    }
                    cache.meters.stale.increment();
                    return Mono.just(Optional.ofNullable(old.value()));
                });
    }

    Mono<V> load(String key, Mono<V> loader, Terms terms) {
        if (terms.skipRemote()) {
            return here(key, loader, terms);
        }
        return load(
                key,
                loader,
                terms,
                patience -> cache.odds.missLikely()
                        ? contend(key, loader, null, "", patience, terms)
                        : look(
                                key,
                                terms,
                                look -> fresh(look.stored())
                                        ? found(key, look, terms)
                                        : contend(key, loader, look, "", patience, terms)));
    }

    /** Loads whatever is there; a load that another has under way will do. */
    Mono<V> refresh(String key, Mono<V> loader, Terms terms) {
        return load(
                key,
                loader,
                terms,
                patience -> look(key, terms, look -> contend(key, loader, look, look.seen(), patience, terms)));
    }

    /** Loads unless what Redis holds is fresh for long enough. */
    Mono<V> renew(String key, Mono<V> loader, Terms terms) {
        if (terms.skipRemote()) {
            return here(key, loader, terms);
        }
        return load(
                key,
                loader,
                terms,
                patience -> look(
                        key,
                        terms,
                        look -> freshEnough(look.stored(), terms)
                                ? found(key, look, terms)
                                : contend(key, loader, look, look.seen(), patience, terms)));
    }

    private Mono<V> load(String key, Mono<V> loader, Terms terms, LongFunction<Mono<V>> attempt) {
        if (cache.repairs.concern(key)) {
            return alone(key, loader, terms);
        }
        long patience = System.nanoTime() + cache.settings.leaseWait().toNanos();
        return attempt.apply(patience).onErrorResume(CacheUnavailable.class, e -> {
            cache.meters.unavailable.increment();
            return alone(key, loader, terms);
        });
    }

    /**
     * @param look null if nobody has looked: then what is there comes instead of the token
     * @param refused the mark of a value that will not do however fresh it is, empty if any will
     */
    private Mono<V> contend(
            String key, Mono<V> loader, @Nullable Look<V> look, String refused, long patience, Terms terms) {
        // what is refused is no answer either when the load is slow, and of what nobody reads there is none
        Stored<V> old = look != null && refused.isEmpty() && !terms.unread() ? look.stored() : null;
        Terms behind = oldAnswers.atOnce(old, terms) ? terms.behind() : terms;
        Mono<V> answer = token(key, look, terms).flatMap(grant -> {
            cache.local.note(key, grant.stamp());
            return grant.granted()
                    ? granted(key, loader, grant, behind)
                    : turn(key, look, grant, refused, patience, behind)
                            .flatMap(turn -> taken(key, loader, look, turn, refused, patience, behind));
        });
        return oldAnswers.orOld(key, answer, old, look == null ? null : look.stamp(), terms);
    }

    private Mono<V> granted(String key, Mono<V> loader, RemoteTier.Grant grant, Terms terms) {
        terms.missed(cache.meters);
        if (!terms.unread()) {
            cache.odds.missed();
        }
        return loadAndFill(key, loader, grant, terms);
    }

    private Mono<V> taken(
            String key,
            Mono<V> loader,
            @Nullable Look<V> look,
            Turn<V> turn,
            String refused,
            long patience,
            Terms terms) {
        Look<V> found = turn.found();
        if (found != null) {
            return look == null && !fresh(found.stored())
                    ? contend(key, loader, found, refused, patience, terms)
                    : found(key, found, terms);
        }
        if (turn.grant().granted()) {
            return granted(key, loader, turn.grant(), terms);
        }
        terms.missed(cache.meters);
        return unfilled(key, loader, turn.grant().stamp(), terms);
    }

    /**
     * Whose turn it is.
     *
     * @param grant the token, or one that is not granted: another has held it for longer than one waits
     * @param found what is there instead, null if it is the caller who is to load
     */
    record Turn<V>(RemoteTier.Grant grant, @Nullable Look<V> found) {}

    private Mono<Turn<V>> turn(
            String key, @Nullable Look<V> look, RemoteTier.Grant grant, String refused, long patience, Terms terms) {
        return decided(grant, patience) ? decision(grant, look) : inLine(key, look, refused, patience, terms);
    }

    /**
     * Waits for the token, or for the value of whoever holds it, no longer than patience says. Redis is asked behind the place in the
     * line, so that no wake-up falls between the answer and the wait.
     */
    Mono<Turn<V>> inLine(String key, @Nullable Look<V> look, String refused, long patience, Terms terms) {
        return Mono.defer(() -> {
            cache.meters.waits.increment();
            return inTurn(key, look, refused, patience, terms);
        });
    }

    private Mono<Turn<V>> inTurn(String key, @Nullable Look<V> look, String refused, long patience, Terms terms) {
        return cache.waiters.registered(
                key,
                woken -> token(key, look, terms).flatMap(grant -> {
                    cache.local.note(key, grant.stamp());
                    if (decided(grant, patience)) {
                        return decision(grant, look);
                    }
                    long left = Math.max(1, patience - System.nanoTime());
                    // Deaf to wake-ups for now: look again soon.
                    long step = cache.listening ? left : Math.min(left, DEAF_STEP.toNanos());
                    return woken.timeout(Duration.ofNanos(step), Mono.empty())
                            .then(look(
                                    key,
                                    terms,
                                    there -> fresh(there.stored())
                                                    && !there.seen().equals(refused)
                                            ? Mono.just(new Turn<>(grant, there))
                                            : inTurn(key, there, refused, patience, terms)));
                }));
    }

    private Mono<RemoteTier.Grant> token(String key, @Nullable Look<V> look, Terms terms) {
        return cache.remote(terms).token(key, look == null ? "" : look.seen(), terms.leaseMs());
    }

    private static boolean decided(RemoteTier.Grant grant, long patience) {
        return grant.granted() || grant.there() != null || System.nanoTime() - patience >= 0;
    }

    private Mono<Turn<V>> decision(RemoteTier.Grant grant, @Nullable Look<V> look) {
        return grant.there() == null ? Mono.just(new Turn<>(grant, null)) : filled(grant, look == null);
    }

    /**
     * What is there instead of the token; what somebody has filled in meanwhile and cannot be read is loaded without one.
     *
     * @param first nobody has looked before
     */
    Mono<Turn<V>> filled(RemoteTier.Grant grant, boolean first) {
        return look(new RemoteTier.Read(grant.stamp(), grant.there()))
                .map(there -> new Turn<>(grant, first || there.stored() != null ? there : null));
    }

    private Mono<V> loadAndFill(String key, Mono<V> loader, RemoteTier.Grant grant, Terms terms) {
        Mono<V> load = timed(loader, terms, new TimedLoad.Outcome<>() {
            @Override
            public void loaded(@Nullable V value) {
                filling.enter(key, value, grant, terms);
            }

            @Override
            public void answered(@Nullable V value) {
                if (!terms.anew()) {
                    filling.fill(key, value, grant, terms).subscribe();
                }
            }

            @Override
            public void failed() {
                filling.giveBack(key, grant, terms);
            }
        });
        return terms.anew() ? filledFirst(key, load, grant, terms) : load;
    }

    /** What replaces a value that others may hold is in Redis before it is told; what was missing is filled in behind the answer. */
    private Mono<V> filledFirst(String key, Mono<V> load, RemoteTier.Grant grant, Terms terms) {
        return load.map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(loaded ->
                        filling.fill(key, loaded.orElse(null), grant, terms).then(Mono.justOrEmpty(loaded)));
    }

    private Mono<V> unfilled(String key, Mono<V> loader, Stamp stamp, Terms terms) {
        return timed(loader, terms, TimedLoad.Outcome.first(value -> filling.admitUnfilled(key, value, stamp, terms)));
    }

    /** For the first tier alone, but as the stamp of Redis allows. */
    private Mono<V> here(String key, Mono<V> loader, Terms terms) {
        return cache.remote(terms)
                .stamp(CacheKeys.bucket(key))
                .flatMap(stamp -> {
                    terms.missed(cache.meters);
                    return unfilled(key, loader, stamp, terms);
                })
                .onErrorResume(CacheUnavailable.class, e -> {
                    cache.meters.unavailable.increment();
                    return alone(key, loader, terms);
                });
    }

    /** Without Redis: kept by this instance until it can compare. */
    private Mono<V> alone(String key, Mono<V> loader, Terms terms) {
        return Mono.defer(() -> {
            terms.missed(cache.meters);
            long mark = cache.local.mark(key);
            return timed(loader, terms, TimedLoad.Outcome.first(value -> filling.blind(key, value, mark, terms)));
        });
    }

    <T> Mono<T> timed(Mono<T> loader, Terms terms, TimedLoad.Outcome<T> outcome) {
        return new TimedLoad<>(cache, loader, terms.settings().hardTimeout(), outcome);
    }

    private <T> Mono<T> look(String key, Terms terms, Function<Look<V>, Mono<T>> next) {
        return cache.remote(terms).read(key).flatMap(read -> {
            Look<V> look = lookNow(read);
            return look == null ? look(read).flatMap(next) : next.apply(look);
        });
    }

    Mono<Look<V>> look(RemoteTier.Read read) {
        Look<V> look = lookNow(read);
        return look != null
                ? Mono.just(look)
                : Mono.fromCallable(() -> decoded(read)).subscribeOn(Schedulers.parallel());
    }

    /** Null where it takes an event loop too long. */
    private @Nullable Look<V> lookNow(RemoteTier.Read read) {
        return read.raw() != null && ValueCodec.large(read.raw()) ? null : decoded(read);
    }

    private Look<V> decoded(RemoteTier.Read read) {
        Stamp stamp = read.stamp();
        byte[] raw = read.raw();
        if (stamp == null || raw == null) {
            return new Look<>(stamp, null, null);
        }
        return new Look<>(stamp, cache.codec.decode(raw, stamp), raw);
    }

    boolean fresh(@Nullable Stored<V> stored) {
        return stored != null && stored.freshUntil() > cache.clock.millis();
    }

    /** Whether it does not end soon. */
    boolean freshEnough(@Nullable Stored<V> stored, Terms terms) {
        long margin = TimeUnit.NANOSECONDS.toMillis(terms.settings().eagerNanos());
        return stored != null && stored.freshUntil() > cache.clock.millis() + margin;
    }

    private Mono<Optional<V>> missed() {
        return Mono.defer(() -> {
            cache.meters.misses.increment();
            return Mono.empty();
        });
    }

    private Mono<V> found(String key, Look<V> look, Terms terms) {
        return Mono.justOrEmpty(take(key, look, terms));
    }

    private Mono<Optional<V>> known(String key, Look<V> look, Terms terms) {
        return Mono.just(Optional.ofNullable(take(key, look, terms)));
    }

    /** Takes a value of Redis into the first tier; null if it is an absence. */
    @Nullable
    V take(String key, Look<V> look, Terms terms) {
        Stored<V> stored = look.stored();
        Stamp stamp = look.stamp();
        if (stored == null || stamp == null) {
            return null;
        }
        if (!terms.unread()) {
            cache.meters.remoteHits.increment();
        }
        cache.odds.hit();
        if (!terms.skipLocal()) {
            long freshMs = Math.min(terms.localMs(stored.value() != null), stored.freshUntil() - cache.clock.millis());
            long afterlifeMs = terms.settings().afterlife().toMillis();
            filling.admit(key, new Admission<>(stored.value(), freshMs, afterlifeMs, stored.weight()), stamp, terms);
        }
        return stored.value();
    }
}
