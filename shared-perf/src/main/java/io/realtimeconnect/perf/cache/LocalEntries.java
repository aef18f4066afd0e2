package io.realtimeconnect.perf.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import java.time.Duration;
import java.util.LongSummaryStatistics;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** What the first tier holds: Caffeine, bounded by entries or by weight. */
final class LocalEntries<V> {

    /** How many entries, in the order of their hashes, stand for all when their weight is estimated. */
    private static final int WEIGHED = 1_000;

    private final Cache<String, LocalEntry<V>> entries;
    private final AtomicLong keptNanos;

    /** @param evicted hears of entries that had to go: for want of room, or because their time was over */
    LocalEntries(CacheSettings settings, LongSupplier nanos, Consumer<RemovalCause> evicted) {
        DataSize maxWeight = settings.maxWeight();
        Caffeine<Object, Object> bounded = Caffeine.newBuilder();
        if (maxWeight == null) {
            bounded.maximumSize(settings.maxEntries());
        } else {
            bounded.maximumWeight(maxWeight.toBytes())
                    .weigher((Object key, Object entry) -> Math.max(1, ((LocalEntry<?>) entry).weight()));
        }
        Duration kept = Duration.ofMillis((long) (settings.localTtl().toMillis() * (1 + settings.jitter())))
                .plus(settings.afterlife());
        this.keptNanos = new AtomicLong(Math.max(1, kept.toNanos()));
        // one time for all: a variable one would write to the entry at each read
        this.entries = bounded.expireAfterWrite(Duration.ofNanos(keptNanos.get()))
                .ticker(nanos::getAsLong)
                .executor(Runnable::run)
                .evictionListener((@Nullable String key, @Nullable LocalEntry<V> entry, RemovalCause cause) ->
                        evicted.accept(cause))
                .build();
    }

    @Nullable
    LocalEntry<V> get(String key) {
        return entries.getIfPresent(key);
    }

    /** @return what was there before */
    @Nullable
    LocalEntry<V> put(String key, LocalEntry<V> entry) {
        return entries.asMap().put(key, entry);
    }

    void remove(String key) {
        entries.invalidate(key);
    }

    /** Removes such entries, and never waits for a clean-up that is under way, as event loops come here. */
    void removeIf(Predicate<LocalEntry<V>> useless) {
        entries.asMap().values().removeIf(useless);
    }

    /** What a call says may be longer than all before it: then entries go that much later, and are of use for as long as each says. */
    void keepFor(long nanos) {
        if (nanos > keptNanos.get() && nanos > keptNanos.getAndAccumulate(nanos, Math::max)) {
            entries.policy()
                    .expireAfterWrite()
                    .ifPresent(time -> time.setExpiresAfter(Duration.ofNanos(keptNanos.get())));
        }
    }

    long size() {
        return entries.estimatedSize();
    }

    void cleanUp() {
        entries.cleanUp();
    }

    /** What the values weigh together, in bytes: counted where weight bounds them, else estimated from some of them. */
    long weight() {
        return entries.policy()
                .eviction()
                .flatMap(eviction -> eviction.weightedSize().stream().boxed().findFirst())
                .orElseGet(this::estimatedWeight);
    }

    private long estimatedWeight() {
        LongSummaryStatistics known = entries.asMap().values().stream()
                .limit(WEIGHED)
                .mapToLong(LocalEntry::weight)
                // not encoded yet, or too large to be
                .filter(weight -> weight > 0 && weight < Integer.MAX_VALUE)
                .summaryStatistics();
        return (long) (known.getAverage() * size());
    }
}
