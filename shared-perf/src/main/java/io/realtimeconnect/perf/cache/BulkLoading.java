package io.realtimeconnect.perf.cache;

import io.realtimeconnect.perf.cache.Loading.Look;
import io.realtimeconnect.perf.cache.Loading.Turn;
import io.realtimeconnect.perf.web.RequestId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

/**
 * Many keys at once: one look at Redis, one load of what is missing, tokens and fills sent together. Keys that are being loaded already,
 * here or by another instance, are waited for.
 */
final class BulkLoading<V> {

    static final int AT_ONCE = 256;

    private final LayeredCache<V> cache;
    private final Loading<V> loading;
    private final Filling<V> filling;
    private final OldAnswers<V> oldAnswers;

    BulkLoading(LayeredCache<V> cache, Loading<V> loading, Filling<V> filling, OldAnswers<V> oldAnswers) {
        this.cache = cache;
        this.loading = loading;
        this.filling = filling;
        this.oldAnswers = oldAnswers;
    }

    /** @param loader null to look only */
    Mono<Map<String, V>> load(
            Collection<String> keys, @Nullable Function<Collection<String>, Mono<Map<String, V>>> loader, Terms terms) {
        Map<String, V> values = new LinkedHashMap<>();
        Map<String, Look<V>> wanted = new LinkedHashMap<>();
        Map<String, Look<V>> overdue = new LinkedHashMap<>();
        Map<String, LocalEntry<V>> old = new LinkedHashMap<>();
        long now = cache.nanos.getAsLong();
        for (String key : new LinkedHashSet<>(keys)) {
            LocalEntry<V> entry = terms.skipLocal() ? null : cache.local.find(key);
            if (entry != null && entry.fresh(now)) {
                cache.meters.localHits.increment();
                put(values, key, entry.value());
                if (loader != null && cache.endsSoon(key, entry, terms)) {
                    overdue.put(key, Look.none());
                }
            } else if (loader != null && entry != null && oldAnswers.atOnce(entry, now, terms)) {
                cache.meters.stale.increment();
                put(values, key, entry.value());
                overdue.put(key, Look.none());
            } else {
                wanted.put(key, Look.none());
                if (entry != null && entry.useful(now)) {
                    old.put(key, entry);
                }
            }
        }
        if (wanted.isEmpty() && overdue.isEmpty()) {
            return Mono.just(values);
        }
        return Mono.deferContextual(context -> {
            if (loader != null) {
                reload(overdue, behind -> look(overdue, behind), loader, terms, context);
            }
            return wanted.isEmpty()
                    ? Mono.just(values)
                    : look(wanted, terms).flatMap(looks -> {
                        Map<String, Look<V>> missing = missing(looks, terms, (key, value) -> put(values, key, value));
                        if (loader == null) {
                            cache.meters.misses.add(missing.size());
                            return Mono.just(values);
                        }
                        Map<String, Look<V>> answered = answered(missing, values, terms);
                        reload(answered, behind -> Mono.just(answered), loader, terms, context);
                        return missing.isEmpty()
                                ? Mono.just(values)
                                : fetch(missing, old, values, loader, terms, context);
                    });
        });
    }

    /** What is not fresh there; what is, is told. */
    private Map<String, Look<V>> missing(
            Map<String, Look<V>> looks, Terms terms, BiConsumer<String, @Nullable V> found) {
        Map<String, Look<V>> missing = new LinkedHashMap<>();
        looks.forEach((key, look) -> {
            if (terms.unread() ? loading.freshEnough(look.stored(), terms) : loading.fresh(look.stored())) {
                found.accept(key, loading.take(key, look, terms));
            } else {
                missing.put(key, look);
            }
        });
        return missing;
    }

    /** Of what is missing, the old values of Redis that answer at once; they are missing no more. */
    private Map<String, Look<V>> answered(Map<String, Look<V>> missing, Map<String, V> values, Terms terms) {
        Map<String, Look<V>> answered = new LinkedHashMap<>();
        missing.forEach((key, look) -> {
            Stored<V> stored = look.stored();
            if (stored != null && oldAnswers.atOnce(stored, terms)) {
                cache.meters.stale.increment();
                put(values, key, stored.value());
                answered.put(key, look);
            }
        });
        missing.keySet().removeAll(answered.keySet());
        return answered;
    }

    /**
     * What is old, or about to be, behind the answer; what flies already is left alone.
     *
     * @param looked the look at Redis, on the terms of that load
     */
    private void reload(
            Map<String, Look<V>> overdue,
            Function<Terms, Mono<Map<String, Look<V>>>> looked,
            Function<Collection<String>, Mono<Map<String, V>>> loader,
            Terms terms,
            ContextView context) {
        Terms behind = terms.behind();
        BulkFlight<V> mine = new BulkFlight<>(cache.flights);
        overdue.keySet().forEach(key -> mine.join(key, false));
        overdue.keySet().retainAll(mine.keys());
        if (!overdue.isEmpty()) {
            fly(
                    mine,
                    looked.apply(behind).flatMap(looks -> {
                        Map<String, Look<V>> missing = missing(looks, behind, mine::land);
                        return missing.isEmpty() ? Mono.empty() : new Load(mine, missing, loader, behind).run();
                    }),
                    context);
        }
    }

    private void fly(BulkFlight<V> flight, Mono<Void> load, ContextView context) {
        RequestId request = RequestId.from(context);
        load.contextWrite(ignored -> request == null ? Context.empty() : Context.of(RequestId.class, request))
                .subscribe(done -> {}, flight::crash, flight::end);
    }

    private Mono<Map<String, Look<V>>> look(Map<String, Look<V>> wanted, Terms terms) {
        List<String> known = terms.skipRemote()
                ? List.of()
                : wanted.keySet().stream()
                        .filter(key -> !cache.repairs.concern(key))
                        .toList();
        if (known.isEmpty()) {
            return Mono.just(wanted);
        }
        return cache.remote(terms)
                .readAll(known)
                .flatMapIterable(Map::entrySet)
                .concatMap(read -> loading.look(read.getValue()).map(look -> Map.entry(read.getKey(), look)))
                .doOnNext(look -> wanted.put(look.getKey(), look.getValue()))
                .then(Mono.just(wanted))
                .onErrorResume(CacheUnavailable.class, e -> {
                    cache.meters.unavailable.increment();
                    return Mono.just(wanted);
                });
    }

    /** Loads what nobody here loads already, on its own: a caller that leaves takes it from nobody. */
    private Mono<Map<String, V>> fetch(
            Map<String, Look<V>> missing,
            Map<String, LocalEntry<V>> old,
            Map<String, V> values,
            Function<Collection<String>, Mono<Map<String, V>>> loader,
            Terms terms,
            ContextView context) {
        BulkFlight<V> mine = new BulkFlight<>(cache.flights);
        Map<String, Mono<V>> answers = new LinkedHashMap<>();
        missing.forEach((key, look) -> answers.put(key, orOld(key, mine.join(key, true), old.get(key), look, terms)));
        if (!mine.keys().isEmpty()) {
            Map<String, Look<V>> looks = new LinkedHashMap<>(missing);
            looks.keySet().retainAll(mine.keys());
            fly(mine, new Load(mine, looks, loader, terms).run(), context);
        }
        return Flux.fromIterable(answers.entrySet())
                .flatMap(answer -> answer.getValue().map(value -> Map.entry(answer.getKey(), value)), answers.size())
                .doOnNext(answer -> values.put(answer.getKey(), answer.getValue()))
                .then(Mono.just(values));
    }

    private Mono<V> orOld(String key, Mono<V> load, @Nullable LocalEntry<V> here, Look<V> look, Terms terms) {
        return here != null && here.value() != null
                ? oldAnswers.orOld(key, load, here, terms)
                : oldAnswers.orOld(key, load, look.stored(), look.stamp(), terms);
    }

    /** One load of several keys. */
    private final class Load {

        private final BulkFlight<V> flight;
        private final Map<String, Look<V>> looks;
        private final Function<Collection<String>, Mono<Map<String, V>>> loader;
        private final Terms terms;
        private final Map<String, Long> marks = new HashMap<>();
        private final AtomicBoolean withoutRedis = new AtomicBoolean();

        Load(
                BulkFlight<V> flight,
                Map<String, Look<V>> looks,
                Function<Collection<String>, Mono<Map<String, V>>> loader,
                Terms terms) {
            this.flight = flight;
            this.looks = looks;
            this.loader = loader;
            this.terms = terms;
        }

        Mono<Void> run() {
            looks.keySet().forEach(key -> marks.put(key, cache.local.mark(key)));
            long patience = System.nanoTime() + cache.settings.leaseWait().toNanos();
            return tokens().flatMap(turns -> {
                List<String> taken = new ArrayList<>(looks.keySet());
                taken.removeAll(turns.keySet());
                return Mono.when(of(turns), waitFor(taken, patience));
            });
        }

        /** The keys whose turn is known at once: all but those that another instance is loading. */
        private Mono<Map<String, Optional<Turn<V>>>> tokens() {
            if (terms.skipRemote()) {
                return stamps();
            }
            return Flux.fromIterable(looks.entrySet())
                    .flatMap(
                            look -> cache.repairs.concern(look.getKey())
                                    ? Mono.just(Map.entry(look.getKey(), Optional.<Turn<V>>empty()))
                                    : token(look.getKey(), look.getValue()),
                            AT_ONCE)
                    .collectMap(Map.Entry::getKey, Map.Entry::getValue, LinkedHashMap::new);
        }

        /** For the first tier alone, but as the stamps of Redis allow. */
        private Mono<Map<String, Optional<Turn<V>>>> stamps() {
            List<Integer> buckets =
                    looks.keySet().stream().map(CacheKeys::bucket).distinct().toList();
            return cache.remote(terms)
                    .stamps(buckets)
                    .onErrorResume(CacheUnavailable.class, e -> {
                        cache.meters.unavailable.increment();
                        return Mono.just(Map.of());
                    })
                    .map(stamps -> {
                        Map<String, Optional<Turn<V>>> turns = new LinkedHashMap<>();
                        for (String key : looks.keySet()) {
                            Stamp stamp = stamps.get(CacheKeys.bucket(key));
                            turns.put(
                                    key,
                                    stamp == null || cache.repairs.concern(key)
                                            ? Optional.empty()
                                            : Optional.of(new Turn<>(RemoteTier.Grant.none(stamp), null)));
                        }
                        return turns;
                    });
        }

        private Mono<Map.Entry<String, Optional<Turn<V>>>> token(String key, Look<V> look) {
            return cache.remote(terms)
                    .token(key, look.seen(), terms.leaseMs())
                    .flatMap(grant -> {
                        cache.local.note(key, grant.stamp());
                        if (grant.there() != null) {
                            return loading.filled(grant, false);
                        }
                        return grant.granted() ? Mono.just(new Turn<V>(grant, null)) : Mono.empty();
                    })
                    .map(Optional::of)
                    .onErrorResume(CacheUnavailable.class, e -> Mono.just(noTurn()))
                    .map(turn -> Map.entry(key, turn));
        }

        /** Of all its keys that go on without Redis, one operation does. */
        private Optional<Turn<V>> noTurn() {
            if (withoutRedis.compareAndSet(false, true)) {
                cache.meters.unavailable.increment();
            }
            return Optional.empty();
        }

        /** Those that another instance loads; what it does not fill in time is loaded here, what ends together in one call. */
        private Mono<Void> waitFor(List<String> taken, long patience) {
            if (taken.isEmpty()) {
                return Mono.empty();
            }
            return Flux.fromIterable(taken)
                    .flatMap(
                            key -> loading.inLine(key, look(key), "", patience, terms)
                                    .map(Optional::of)
                                    .onErrorResume(CacheUnavailable.class, e -> Mono.just(noTurn()))
                                    .map(turn -> Map.entry(key, turn)),
                            taken.size())
                    .bufferTimeout(taken.size(), TOGETHER)
                    .flatMap(
                            ended -> {
                                Map<String, Optional<Turn<V>>> turns = new LinkedHashMap<>();
                                ended.forEach(turn -> turns.put(turn.getKey(), turn.getValue()));
                                return of(turns);
                            },
                            taken.size())
                    .then();
        }

        /** @param turns empty where Redis cannot be asked */
        private Mono<Void> of(Map<String, Optional<Turn<V>>> turns) {
            List<String> keys = new ArrayList<>();
            turns.forEach((key, turn) -> {
                Look<V> found = turn.map(Turn::found).orElse(null);
                if (found == null) {
                    keys.add(key);
                } else {
                    flight.land(key, loading.take(key, found, terms));
                }
            });
            return keys.isEmpty() ? Mono.empty() : loaded(keys, turns);
        }

        private Mono<Void> loaded(List<String> keys, Map<String, Optional<Turn<V>>> turns) {
            if (!terms.unread()) {
                cache.meters.misses.add(keys.size());
            }
            Mono<Map<String, V>> load = Mono.defer(() -> loader.apply(List.copyOf(keys)));
            return loading.timed(load, terms, TimedLoad.Outcome.first(found -> land(keys, turns, found)))
                    .then()
                    .onErrorResume(e -> {
                        for (String key : keys) {
                            filling.giveBack(key, grant(turns, key), terms);
                            if (terms.unread()) {
                                cache.eager.failed(key);
                            }
                            V old = terms.unread()
                                    ? null
                                    : oldAnswers.emergency(key, look(key).stored(), terms);
                            if (old == null) {
                                flight.crash(key, e);
                            } else {
                                flight.land(key, old);
                            }
                        }
                        return Mono.empty();
                    });
        }

        private void land(List<String> keys, Map<String, Optional<Turn<V>>> turns, @Nullable Map<String, V> found) {
            for (String key : keys) {
                V value = found == null ? null : found.get(key);
                filling.keep(key, value, grant(turns, key), marks.getOrDefault(key, -1L), terms);
                flight.land(key, value);
            }
        }

        private RemoteTier.@Nullable Grant grant(Map<String, Optional<Turn<V>>> turns, String key) {
            return turns.getOrDefault(key, Optional.empty()).map(Turn::grant).orElse(null);
        }

        private Look<V> look(String key) {
            return looks.getOrDefault(key, Look.none());
        }
    }

    /** What ends within it counts as ended together. */
    private static final Duration TOGETHER = Duration.ofMillis(5);

    private static <V> void put(Map<String, V> values, String key, @Nullable V value) {
        if (value != null) {
            values.put(key, value);
        }
    }
}
