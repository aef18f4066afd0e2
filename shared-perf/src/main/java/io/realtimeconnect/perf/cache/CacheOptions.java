package io.realtimeconnect.perf.cache;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one call wants otherwise than its cache is set up: {@code CacheOptions.of(o -> o.ttl(ofMinutes(5)).tags("course:7"))}. Names and
 * meanings are those of {@code perf.cache}. Callers that share a load share the options of the first.
 */
public final class CacheOptions {

    private static final Duration LONGEST = Duration.ofDays(36_500);

    @Nullable
    Duration ttl;

    @Nullable
    Duration localTtl;

    @Nullable
    Duration negativeTtl;

    @Nullable
    Duration failSafe;

    @Nullable
    Duration staleWhileRevalidate;

    @Nullable
    Duration eagerRefresh;

    @Nullable
    Duration softTimeout;

    @Nullable
    Duration hardTimeout;

    @Nullable
    Double jitter;

    @Nullable
    Boolean compress;

    boolean skipLocal;
    boolean skipRemote;
    boolean withoutBreaker;
    List<String> tags = List.of();

    @Nullable
    Function<Object, CacheOptions> fitting;

    private CacheOptions() {}

    public static CacheOptions of(Consumer<Builder> options) {
        CacheOptions made = new CacheOptions();
        options.accept(new Builder(made));
        return made;
    }

    /**
     * Sets options; what is not called stays as the cache has it. Values that the settings of a cache could not have are an
     * {@link IllegalArgumentException}.
     */
    public static final class Builder {

        private final CacheOptions made;

        private Builder(CacheOptions made) {
            this.made = made;
        }

        public Builder ttl(Duration ttl) {
            made.ttl = positive("ttl", ttl);
            return this;
        }

        /** No longer than the cache's own. */
        public Builder localTtl(Duration localTtl) {
            made.localTtl = notNegative("localTtl", localTtl);
            return this;
        }

        public Builder negativeTtl(Duration negativeTtl) {
            made.negativeTtl = notNegative("negativeTtl", negativeTtl);
            return this;
        }

        public Builder failSafe(Duration window) {
            made.failSafe = notNegative("failSafe", window);
            return this;
        }

        public Builder staleWhileRevalidate(Duration window) {
            made.staleWhileRevalidate = notNegative("staleWhileRevalidate", window);
            return this;
        }

        public Builder eagerRefresh(Duration before) {
            made.eagerRefresh = notNegative("eagerRefresh", before);
            return this;
        }

        public Builder softTimeout(Duration timeout) {
            made.softTimeout = notNegative("softTimeout", timeout);
            return this;
        }

        public Builder hardTimeout(Duration timeout) {
            made.hardTimeout = positive("hardTimeout", timeout);
            return this;
        }

        /** @param part of a TTL, 0 to 0.5 */
        public Builder jitter(double part) {
            if (!(part >= 0 && part <= 0.5)) {
                throw new IllegalArgumentException("jitter is from 0 to 0.5, not " + part);
            }
            made.jitter = part;
            return this;
        }

        /** True tries at any size, false never. */
        public Builder compress(boolean compress) {
            made.compress = compress;
            return this;
        }

        /** Neither reads nor fills this process's memory. */
        public Builder skipLocal() {
            made.skipLocal = true;
            return this;
        }

        /** Keeps the value out of Redis and looks for it here alone; instances still tell each other of changes through it. */
        public Builder skipRemote() {
            made.skipRemote = true;
            return this;
        }

        /** Asks Redis even while the breaker is open, and counts nothing for it. */
        public Builder withoutBreaker() {
            made.withoutBreaker = true;
            return this;
        }

        /**
         * What each value that is put or loaded says of how it is kept, before what is said here: times to live, tags, compression, no
         * first tier. As of a token, that says itself how long it is good. Asked more than once, of no absence; what it throws fails the
         * put or the load.
         */
        public <V> Builder fitting(Class<V> type, Function<V, CacheOptions> options) {
            made.fitting = value -> options.apply(type.cast(value));
            return this;
        }

        /**
         * Names under which {@link TwoTierCache#invalidateTag} removes the value. They need Redis: what is loaded with {@link #skipRemote}
         * and tags is not kept.
         */
        public Builder tags(String... tags) {
            Set<String> all = new LinkedHashSet<>(Arrays.asList(tags));
            made.tags = List.copyOf(all);
            return this;
        }

        private static Duration positive(String option, Duration time) {
            if (time.toMillis() < 1) {
                throw new IllegalArgumentException(option + " is 1 ms or longer, not " + time);
            }
            return bounded(option, time);
        }

        private static Duration notNegative(String option, Duration time) {
            if (time.isNegative()) {
                throw new IllegalArgumentException(option + " is not negative, as " + time + " is");
            }
            return bounded(option, time);
        }

        /** Beyond it sums of times overflow. */
        private static Duration bounded(String option, Duration time) {
            if (time.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(option + " is at most " + LONGEST + ", not " + time);
            }
            return time;
        }
    }
}
