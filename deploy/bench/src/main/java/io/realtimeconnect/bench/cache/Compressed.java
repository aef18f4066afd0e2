package io.realtimeconnect.bench.cache;

import io.realtimeconnect.bench.cache.Pages.Page;
import io.realtimeconnect.perf.cache.CacheOptions;
import io.realtimeconnect.perf.cache.TwoTierCache;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Mono;

/** A page of messages, 10 KB of JSON: the codecs alone, and a hit in Redis with and without compression. */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Compressed {

    /** A page, packed. */
    @State(Scope.Thread)
    public static class Packed {
        /** How. */
        @Param({"ZSTD_1", "ZSTD_3", "ZSTD_3_DICTIONARY", "ZSTD_6", "LZ4", "GZIP"})
        @Nullable
        String by;

        private @Nullable Packer packer;
        private byte[] raw = new byte[0];
        private byte[] packed = new byte[0];

        /** Packs it. */
        @Setup
        public void pack() throws IOException {
            packer = Packer.valueOf(Objects.requireNonNull(by));
            raw = Packer.json(Pages.of(Pages.TEN_KB, 1));
            packed = packer.pack(raw);
        }

        private Packer packer() {
            return Objects.requireNonNull(packer);
        }
    }

    /** To bytes. */
    @Benchmark
    public byte[] pack(Packed page) throws IOException {
        return page.packer().pack(page.raw);
    }

    /** And back. */
    @Benchmark
    public byte[] unpack(Packed page) throws IOException {
        return page.packer().unpack(page.packed, page.raw.length);
    }

    /** An instance whose Redis holds the page both ways. */
    @State(Scope.Benchmark)
    public static class Both {
        private final Mono<Page> none = Mono.error(new IllegalStateException("not cached"));
        private final ConfigurableApplicationContext instance = Suite.instance(Suite.redis());
        private final TwoTierCache<Page> cache = Suite.cache(instance, "pages", Page.class);

        /** Puts it. */
        @Setup
        public void fill() {
            Page page = Pages.of(Pages.TEN_KB, 1);
            cache.put("packed", page, CacheOptions.of(o -> o.compress(true))).block();
            cache.put("plain", page, CacheOptions.of(o -> o.compress(false))).block();
        }

        /** Ends the instance. */
        @TearDown
        public void close() {
            instance.close();
        }
    }

    /** The cache, compressed. */
    @Benchmark
    public @Nullable Page getPacked(Both both) {
        return both.cache.get("packed", both.none, Ours.REMOTE).block();
    }

    /** The cache, not compressed. */
    @Benchmark
    public @Nullable Page getPlain(Both both) {
        return both.cache.get("plain", both.none, Ours.REMOTE).block();
    }
}
