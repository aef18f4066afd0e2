package io.realtimeconnect.perf.cache;

import io.realtimeconnect.perf.cache.LocalTier.Verdict;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Keeps the first tier of a cache as new as the instance can know: it applies what others have changed, what was changed here, and what a
 * comparison with Redis tells, and puts in doubt what Redis itself has lost.
 */
final class Coherence<V> {

    private static final Logger log = LoggerFactory.getLogger(Coherence.class);

    private final LayeredCache<V> cache;

    Coherence(LayeredCache<V> cache) {
        this.cache = cache;
    }

    /** A message on the cache's channel. */
    void told(String message) {
        String[] parts = message.split("\\|", 6);
        if (parts.length < 6) {
            return;
        }
        int bucket = Integer.parseInt(parts[1]);
        if (parts[0].equals("W")) {
            cache.waiters.wake(parts[5]);
            return;
        }
        @Nullable
        List<String> keys = switch (parts[0]) {
            case "K" -> List.of(parts[5]);
            case "T" -> parts[5].isEmpty() ? List.of() : List.of(parts[5].split("\n", -1));
            default -> null;
        };
        // loads of keys that somebody has tagged may be under way anywhere
        if (keys == null || parts[0].equals("T")) {
            cache.flights.detachAll();
        } else {
            keys.forEach(cache.flights::detach);
        }
        cache.meters.invalidations.increment();
        // changes are numbered by the server's microseconds
        long since = cache.clock.millis() - Long.parseLong(parts[4]) / 1000;
        cache.meters.lag.record(Math.max(0, since), TimeUnit.MILLISECONDS);
        Verdict verdict =
                cache.local.changed(bucket, parts[2], Long.parseLong(parts[3]), Long.parseLong(parts[4]), keys);
        if (judge(bucket, verdict)) {
            warn(1);
        }
        if (keys == null || parts[0].equals("T") || verdict != Verdict.RIGHT) {
            cache.waiters.wakeAll();
        } else {
            keys.forEach(cache.waiters::wake);
        }
    }

    /** Compares the buckets in use with Redis and forgets those that have missed something. */
    Mono<Void> compare() {
        return Mono.defer(() -> {
            List<LocalTier.Question> questions = cache.local.questions(cache.flights.keys());
            if (questions.isEmpty()) {
                return Mono.empty();
            }
            return cache.remote
                    .stamps(questions.stream()
                            .map(question -> question.bucket().number)
                            .toList())
                    .doOnNext(stamps -> {
                        long lost = questions.stream()
                                .filter(question -> compared(question, stamps.get(question.bucket().number)))
                                .count();
                        if (lost > 0) {
                            warn(lost);
                        }
                    })
                    .then();
        });
    }

    private boolean compared(LocalTier.Question question, @Nullable Stamp stamp) {
        return stamp != null && judge(question.bucket().number, cache.local.compared(question, stamp));
    }

    /** Whether Redis has lost changes of the bucket. */
    private boolean judge(int bucket, Verdict verdict) {
        if (verdict == Verdict.RIGHT) {
            return false;
        }
        cache.meters.gaps.increment();
        // loads under way may be of what has changed unheard
        cache.flights.detachAll(bucket);
        if (verdict == Verdict.LOST) {
            doubt(bucket);
        }
        return verdict == Verdict.LOST;
    }

    /** What Redis holds of the bucket may be older than what it once held. */
    private void doubt(int bucket) {
        cache.repairs.addBucket(bucket);
        cache.local.forget(bucket);
    }

    private void warn(long buckets) {
        log.warn("event=cache-changes-lost cache={} buckets={}", cache.name(), buckets);
    }

    /** A change of this instance is done. */
    void wrote(String key, RemoteTier.Written written, @Nullable Admission<V> kept) {
        cache.flights.detach(key);
        if (cache.local.wrote(key, written.stamp(), written.before(), kept)) {
            doubt(CacheKeys.bucket(key));
            warn(1);
        }
    }

    /** A change of this instance of several keys of a bucket is done, of all of them if that is null. */
    void wrote(int bucket, Stamp stamp, @Nullable Collection<String> keys) {
        if (cache.local.wrote(bucket, stamp, keys)) {
            doubt(bucket);
            warn(1);
        }
    }

    /** It is another server by now, or the same with another past: what it was told last it may have lost. */
    void anotherServer() {
        List<Integer> unsettled = cache.local.unsettled();
        unsettled.forEach(this::doubt);
        if (!unsettled.isEmpty()) {
            warn(unsettled.size());
        }
    }
}
