package io.realtimeconnect.perf.cache;

import io.realtimeconnect.perf.cache.behind.Accepted;
import io.realtimeconnect.perf.cache.behind.Entry;
import io.realtimeconnect.perf.cache.behind.FlushMeters;
import io.realtimeconnect.perf.cache.behind.Journal;
import io.realtimeconnect.perf.cache.behind.WriteBehindProperties;
import io.realtimeconnect.perf.redis.RedisUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;

/**
 * Notes a change in the journal, caches it with the version it was given there, and is done: the cache never goes back behind a version,
 * and who misses looks into the journal before the source.
 */
final class WriteBehind<V> extends ReadThrough<V> {

    private static final Logger log = LoggerFactory.getLogger(WriteBehind.class);

    private static final int AT_ONCE = 64;

    /** Callers that may wait for room; more are refused at once. */
    private static final int MOST_WAITING = 1_000;

    final Journal journal;
    private final WriteBehindProperties properties;
    private final FlushMeters meters;
    private final AtomicInteger waiting = new AtomicInteger();

    WriteBehind(
            Tiers<V> tiers,
            Supplier<CacheSource<V>> source,
            Journal journal,
            WriteBehindProperties properties,
            FlushMeters meters) {
        super(tiers, source);
        this.journal = journal;
        this.properties = properties;
        this.meters = meters;
    }

    @Override
    boolean writes() {
        return true;
    }

    @Override
    Mono<Map<String, V>> loadAll(Collection<String> keys) {
        return over(missing -> source().loadAll(missing)).apply(keys);
    }

    @Override
    Mono<V> over(String key, Mono<V> loader) {
        return pending(key)
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(known -> known.isPresent() ? Mono.justOrEmpty(known.get()) : loader);
    }

    @Override
    Function<Collection<String>, Mono<Map<String, V>>> over(Function<Collection<String>, Mono<Map<String, V>>> loader) {
        return keys -> noted(keys).flatMap(noted -> {
            Map<String, V> found = new HashMap<>();
            List<String> rest = new ArrayList<>();
            for (String key : keys) {
                Optional<V> value = read(noted.get(key));
                if (value == null) {
                    rest.add(key);
                } else {
                    value.ifPresent(there -> found.put(key, there));
                }
            }
            return rest.isEmpty()
                    ? Mono.just(found)
                    : loader.apply(rest)
                            .map(loaded -> {
                                found.putAll(loaded);
                                return found;
                            })
                            .defaultIfEmpty(found);
        });
    }

    @Override
    Mono<Optional<V>> pending(String key) {
        return noted(List.of(key)).mapNotNull(found -> read(found.get(key)));
    }

    @Override
    Mono<Void> put(String key, V value, long version, Terms terms) {
        return version > 0 ? noVersions() : change(key, value, terms);
    }

    @Override
    Mono<Boolean> putIfAbsent(String key, V value, Terms terms) {
        return noPutIfAbsent();
    }

    @Override
    Mono<Void> remove(String key) {
        return change(key, null, tiers.terms);
    }

    @Override
    Mono<Void> removeAll(Collection<String> keys) {
        return Flux.fromIterable(new LinkedHashSet<>(keys))
                .flatMap(this::remove, AT_ONCE)
                .then();
    }

    /** The versions of what is cached are the journal's, so the caller's say nothing. */
    @Override
    Mono<Void> invalidate(String key, long version) {
        return tiers.invalidate(key);
    }

    @Override
    Mono<Void> invalidateSurely(String key, long version) {
        return tiers.invalidateSurely(key, 0);
    }

    @Override
    Mono<Void> putAbsence(String key, long version) {
        return noVersions();
    }

    /**
     * Stores what the journal held. What is cached and older goes: whoever accepted it may not have lived to cache it, and a reader that
     * could not look into the journal may have cached what the source had.
     */
    Mono<Void> store(List<Entry> entries) {
        return Mono.defer(() -> {
            List<CacheChange<V>> changes = new ArrayList<>(entries.size());
            entries.forEach(entry ->
                    changes.add(new CacheChange<>(entry.key(), value(entry).orElse(null), entry.version())));
            return source().storeAll(changes)
                    .then(Flux.fromIterable(entries)
                            .flatMap(entry -> tiers.remove(entry.key(), entry.version()), AT_ONCE)
                            .then());
        });
    }

    private Mono<Void> change(String key, @Nullable V value, Terms terms) {
        return Mono.defer(() -> {
            String text = value == null ? null : tiers.codec.text(value);
            return note(
                    key,
                    value,
                    text,
                    tiers.nanos.getAsLong() + properties.acceptWait().toNanos(),
                    terms);
        });
    }

    private Mono<Void> note(String key, @Nullable V value, @Nullable String text, long patience, Terms terms) {
        if (!journal.reachable()) {
            return past(key, value, terms);
        }
        return accept(key, value, text, terms).flatMap(answer -> switch (answer.outcome()) {
            case ACCEPTED, COALESCED -> Mono.empty();
            case FULL ->
                source().versioned()
                        ? answer.version() > 0 ? direct(key, value, answer.version(), terms) : past(key, value, terms)
                        : later(key, value, text, patience, terms);
            case LATE -> past(key, value, terms);
        });
    }

    /** Carried through, also when its caller leaves: what is accepted is cached, as it may be long until it is stored. */
    private Mono<Accepted> accept(String key, @Nullable V value, @Nullable String text, Terms terms) {
        return Mono.fromFuture(
                () -> journal.accept(key, text)
                        .onErrorResume(RedisUnavailable.class, e -> Mono.just(Accepted.UNKNOWN))
                        .flatMap(answer -> {
                            if (!answer.taken()) {
                                return Mono.just(answer);
                            }
                            meters.accepted(answer.outcome());
                            return tiers.put(key, value, answer.version(), terms)
                                    .thenReturn(answer);
                        })
                        .toFuture(),
                true);
    }

    /** No room: whoever writes waits, for a while and not in any number. */
    private Mono<Void> later(String key, @Nullable V value, @Nullable String text, long patience, Terms terms) {
        long left = patience - tiers.nanos.getAsLong();
        if (left <= 0 || waiting.get() >= MOST_WAITING) {
            return refused();
        }
        // some 2,000 questions a second, however many wait
        long pause = 20 + ThreadLocalRandom.current().nextInt(40 + waiting.incrementAndGet());
        return Mono.delay(
                        Duration.ofNanos(Math.min(left, Duration.ofMillis(pause).toNanos())))
                .doFinally(end -> waiting.decrementAndGet())
                .then(Mono.defer(() -> note(key, value, text, patience, terms)));
    }

    /** Without the journal: stored now, with a version above all that the journal may hold or yet be given by us. */
    private Mono<Void> past(String key, @Nullable V value, Terms terms) {
        long version = source().versioned() ? journal.versionPast(key) : 0;
        if (version == 0) {
            return refused();
        }
        return direct(key, value, version, terms)
                .doOnSuccess(done -> journal.overtakeLater(key, version))
                .then(journal.past(key, version).onErrorResume(TimeoutException.class, e -> refused()));
    }

    /** In no transaction of the caller: rolled back, it would be cached all the same, and what it overtook would be gone. */
    private Mono<Void> direct(String key, @Nullable V value, long version, Terms terms) {
        return apart(Mono.defer(() -> source().storeAll(List.of(new CacheChange<>(key, value, version)))))
                .timeout(properties.storeTimeout())
                .onErrorResume(e -> tiers.invalidate(key).then(Mono.error(e)))
                .then(Mono.defer(() -> {
                    meters.direct();
                    return tiers.put(key, value, version, terms);
                }))
                // whoever cancels leaves a store that may take effect
                .doOnCancel(() -> dropped(tiers.invalidate(key)));
    }

    private Mono<Void> refused() {
        return Mono.error(() -> {
            meters.refused();
            return new CacheWriteRefused(tiers.name());
        });
    }

    /** What the journal holds of the keys; without it, nothing is known and the source has the word. */
    private Mono<Map<String, Entry>> noted(Collection<String> keys) {
        return Mono.defer(() -> journal.reachable() ? journal.find(keys) : Mono.<Map<String, Entry>>empty())
                .onErrorResume(RedisUnavailable.class, e -> Mono.empty())
                .switchIfEmpty(Mono.fromSupplier(() -> {
                    meters.blind();
                    return Map.of();
                }));
    }

    /** Null where nothing is noted, or what no class of ours can read any more: then the source has the word. */
    private @Nullable Optional<V> read(@Nullable Entry entry) {
        if (entry == null) {
            return null;
        }
        try {
            return value(entry);
        } catch (JacksonException e) {
            log.warn("event=write-behind-entry-unreadable cache={}", tiers.name(), e);
            meters.blind();
            return null;
        }
    }

    private Mono<Void> noVersions() {
        return Mono.error(() -> new UnsupportedOperationException(
                "Writes of cache " + tiers.name() + " get their versions from its journal"));
    }

    private Optional<V> value(Entry entry) {
        return entry.text() == null ? Optional.empty() : Optional.of(tiers.codec.value(entry.text()));
    }
}
