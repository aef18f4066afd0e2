package io.realtimeconnect.perf.cache;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** What has been loaded goes into both tiers, as far as its token or its stamp allows. */
final class Filling<V> {

    private static final Logger log = LoggerFactory.getLogger(Filling.class);

    private static final byte[] NOTHING = new byte[0];

    private final LayeredCache<V> cache;

    Filling(LayeredCache<V> cache) {
        this.cache = cache;
    }

    /** Keeps what was loaded: where there is a stamp or a token, by them; else until Redis can be compared. */
    void keep(String key, @Nullable V value, RemoteTier.@Nullable Grant grant, long mark, Terms terms) {
        if (grant == null) {
            blind(key, value, mark, terms);
            return;
        }
        if (grant.granted()) {
            enter(key, value, grant, terms);
            fill(key, value, grant, terms).subscribe();
        } else {
            admitUnfilled(key, value, grant.stamp(), terms);
        }
    }

    /** The load failed: somebody else may try. */
    void giveBack(String key, RemoteTier.@Nullable Grant grant, Terms terms) {
        if (grant != null && grant.granted()) {
            cache.remote(terms)
                    .fill(key, grant, NOTHING, 0, 1, false, List.of())
                    .subscribe(done -> {}, lost -> log.debug("event=token-not-returned", lost));
        }
    }

    /** Before anybody sees what was loaded. A value with tags is kept here only once Redis has noted them. */
    void enter(String key, @Nullable V value, RemoteTier.Grant grant, Terms asked) {
        Terms terms = asked.fit(value);
        if (terms.anew()) {
            cache.local.leave(key);
        } else if (entered(terms)) {
            cache.local.admit(key, terms.admission(value, weight(value)), grant.stamp());
        }
    }

    private static boolean entered(Terms terms) {
        return !terms.anew() && !terms.skipLocal() && terms.tags().isEmpty();
    }

    /** Never fails. */
    Mono<Void> fill(String key, @Nullable V value, RemoteTier.Grant grant, Terms asked) {
        Terms terms = asked.fit(value);
        long freshMs = terms.freshMs(value != null);
        long now = cache.clock.millis();
        long keptMs = terms.keptMs(value != null, freshMs);
        // it may come here on its way past Redis to replace what is there
        return (terms.skipRemote()
                        ? Mono.just(NOTHING)
                        : cache.codec.encoding(
                                value, now, freshMs, terms.settings().compressAbove()))
                .flatMap(envelope -> cache.remote(terms)
                        .fill(key, grant, envelope, now, keptMs, terms.anew(), terms.tags())
                        .doOnNext(written -> settle(key, value, written, envelope, grant, terms)))
                .then()
                .onErrorResume(lost -> {
                    cache.meters.unavailable.increment();
                    cache.meters.put(entered(terms));
                    if (terms.anew()) {
                        cache.repairs.add(key);
                    }
                    return Mono.empty();
                });
    }

    private void settle(
            String key,
            @Nullable V value,
            RemoteTier.Written written,
            byte[] envelope,
            RemoteTier.Grant grant,
            Terms terms) {
        Admission<V> admission =
                terms.admission(value, terms.skipRemote() ? weight(value) : ValueCodec.weight(envelope));
        if (written.done() && terms.anew()) {
            cache.coherence.wrote(key, written, terms.skipLocal() ? null : admission);
        } else if (written.done()) {
            admit(key, admission, written.stamp(), terms);
        } else if (envelope.length > 0 || terms.anew()) {
            cache.meters.refusedFills.increment();
            cache.local.overtaken(key, grant.stamp().seq());
        }
        cache.meters.put(envelope.length > 0 ? written.done() : hereAlone(written, terms));
    }

    /** What Redis is not to hold: where it replaces nothing, it is here since it was entered. */
    private static boolean hereAlone(RemoteTier.Written written, Terms terms) {
        return terms.anew() ? written.done() && !terms.skipLocal() : entered(terms);
    }

    /** What replaces a value that others may hold is remembered until Redis can be told. */
    void blind(String key, @Nullable V value, long mark, Terms asked) {
        Terms terms = asked.fit(value);
        if (terms.anew()) {
            cache.repairs.add(key);
        }
        if (!terms.skipLocal()) {
            cache.meters.put(cache.local.admitBlind(key, terms.admission(value, weight(value)), mark));
        }
    }

    void admit(String key, Admission<V> what, Stamp stamp, Terms terms) {
        if (!terms.skipLocal()) {
            cache.local.admit(key, what, stamp);
        }
    }

    /** What Redis does not get; with tags it would be removed by nobody, and is not kept. */
    void admitUnfilled(String key, @Nullable V value, Stamp stamp, Terms asked) {
        Terms terms = asked.fit(value);
        if (!terms.skipLocal() && terms.tags().isEmpty()) {
            cache.meters.put(cache.local.admit(key, terms.admission(value, weight(value)), stamp));
        }
    }

    /** Of what is not encoded for Redis: encoded to be weighed only where weight counts. */
    private int weight(@Nullable V value) {
        return cache.settings.maxWeight() == null || value == null
                ? 0
                : ValueCodec.weight(cache.codec.encode(value, 0, 0, Integer.MAX_VALUE));
    }
}
