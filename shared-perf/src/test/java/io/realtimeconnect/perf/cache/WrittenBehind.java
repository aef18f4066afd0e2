package io.realtimeconnect.perf.cache;

import io.realtimeconnect.perf.cache.behind.Backlog;
import io.realtimeconnect.perf.cache.behind.Journal;
import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;

/** A write-behind cache of texts, the truth behind it, and the instances that have it. */
final class WrittenBehind implements AutoCloseable {

    final String name = "c" + UUID.randomUUID();
    final RecordedSource<String> source = new RecordedSource<>(name);
    final Instances instances;

    WrittenBehind() {
        this(Stores.redis().url());
    }

    /** @param state the Redis of the journal; the cache has the one that all share */
    WrittenBehind(String state) {
        instances = new Instances(Stores.redis().url())
                .withState(state)
                .with(source)
                .with("caches." + name + ".strategy", "write-behind")
                .with("write-behind.delay", "100ms")
                .with("write-behind.retry", "20ms")
                .with("write-behind.max-retry", "100ms")
                .with("write-behind.store-timeout", "1s")
                .with("write-behind.lease", "2s");
    }

    TwoTierCache<String> cache(LayeredCaches caches) {
        return Instances.listening(caches.cache(name, String.class));
    }

    static Journal journal(TwoTierCache<String> cache) {
        return ((WriteBehind<String>) ((SourcedCache<String>) cache).truth).journal;
    }

    static Backlog backlog(LayeredCaches caches) {
        return caches.flushing().backlogs().get(0);
    }

    /** As soon as it can be written. */
    static void put(TwoTierCache<String> cache, String key, String value) {
        Awaitility.await().ignoreExceptions().until(() -> {
            cache.put(key, value).block(Duration.ofSeconds(10));
            return true;
        });
    }

    /** Begins a graceful shutdown; open when it is over. */
    static CountDownLatch stop(LayeredCaches caches) {
        CountDownLatch stopped = new CountDownLatch(1);
        caches.flushing().stop(stopped::countDown);
        return stopped;
    }

    /** What shutdowns have left is stored by instances after them, once leases that were not given back have run out. */
    void storedByOthers(Map<String, String> rows) {
        Awaitility.await().until(() -> {
            var next = instances.start();
            cache(next);
            stop(next).await();
            return source.rows.equals(rows);
        });
    }

    String journalKey(String key, String part) {
        return "{wb:test." + name + ":" + shard(key) + "}#" + part;
    }

    static int shard(String key) {
        return (key.hashCode() ^ (key.hashCode() >>> 16)) & 15;
    }

    /** Keys that share a shard of the journal. */
    static List<String> ofOneShard(int many) {
        return IntStream.range(0, 10_000)
                .mapToObj(i -> "k" + i)
                .filter(key -> shard(key) == 0)
                .limit(many)
                .toList();
    }

    @Override
    public void close() {
        instances.close();
    }
}
