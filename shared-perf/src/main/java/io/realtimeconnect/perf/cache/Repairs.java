package io.realtimeconnect.perf.cache;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

/**
 * What Redis holds and is not believed: keys that were changed while it did not answer, and buckets of which it has lost changes. It is
 * removed once Redis answers. Each doubt has a number: one that comes up while another is being settled is not settled with it.
 */
final class Repairs {

    private static final int MOST = 10_000;

    private final Map<String, Long> keys = new ConcurrentHashMap<>();
    private final AtomicLongArray buckets = new AtomicLongArray(CacheKeys.BUCKETS);
    private long number;
    private volatile boolean any;

    synchronized void add(String key) {
        if (keys.size() < MOST) {
            keys.put(key, ++number);
            any = true;
        } else {
            addBucket(CacheKeys.bucket(key));
        }
    }

    synchronized void addBucket(int bucket) {
        buckets.set(bucket, ++number);
        any = true;
    }

    synchronized void addAll() {
        IntStream.range(0, CacheKeys.BUCKETS).forEach(this::addBucket);
    }

    boolean concern(String key) {
        return any && (keys.containsKey(key) || buckets.get(CacheKeys.bucket(key)) > 0);
    }

    boolean none() {
        return !any;
    }

    List<String> keys() {
        return List.copyOf(keys.keySet());
    }

    List<Integer> buckets() {
        return IntStream.range(0, CacheKeys.BUCKETS)
                .filter(bucket -> buckets.get(bucket) > 0)
                .boxed()
                .toList();
    }

    /** The number of the last doubt so far: later ones are not settled by what begins now. */
    synchronized long now() {
        return number;
    }

    /** @param until what {@link #now()} was before the change that settles it was sent */
    void done(String key, long until) {
        if (any) {
            settle(key, until);
        }
    }

    private synchronized void settle(String key, long until) {
        keys.computeIfPresent(key, (same, doubt) -> doubt <= until ? null : doubt);
        any = doubtful();
    }

    /** The bucket is empty, and with it all its keys are right. */
    synchronized void doneBucket(int bucket, long until) {
        if (buckets.get(bucket) <= until) {
            buckets.set(bucket, 0);
        }
        keys.entrySet().removeIf(key -> CacheKeys.bucket(key.getKey()) == bucket && key.getValue() <= until);
        any = doubtful();
    }

    private boolean doubtful() {
        return !keys.isEmpty() || !buckets().isEmpty();
    }
}
