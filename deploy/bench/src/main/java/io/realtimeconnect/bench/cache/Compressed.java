package io.realtimeconnect.bench.cache;

import com.github.luben.zstd.Zstd;
import io.realtimeconnect.bench.cache.Suite.Profile;
import io.realtimeconnect.perf.cache.CacheOptions;
import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.stores.Stores;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4Factory;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** 10 KB of JSON: the codecs alone, and a hit in Redis with and without compression. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Compressed {

    /** A page of messages, no two alike. */
    record Page(List<Profile> items) {
        static Page of(int size) {
            Random random = new Random(7);
            String[] words = "the a of to and in is it you that he was for on are with as his they at be this have from or one had by"
                    .split(" ");
            List<Profile> items = new ArrayList<>();
            IntStream.range(0, size).forEach(i -> {
                StringBuilder text = new StringBuilder();
                for (int w = 0; w < 20; w++) {
                    text.append(words[random.nextInt(words.length)]).append(random.nextInt(30)).append(' ');
                }
                items.add(new Profile(
                        new java.util.UUID(random.nextLong(), random.nextLong()).toString(),
                        "User " + random.nextInt(1000),
                        text.toString(),
                        i,
                        List.of("music", "chess")));
            });
            return new Page(items);
        }
    }

    @State(Scope.Thread)
    public static class Codec {
        @Param({"zstd1", "zstd3", "lz4", "gzip"})
        String codec;

        byte[] raw;
        byte[] packed;

        @Setup
        public void prepare() throws IOException {
            raw = JsonMapper.builder().build().writeValueAsBytes(Page.of(45));
            packed = pack();
            System.out.printf("%n%s: %d of %d bytes, %.1f %%%n", codec, packed.length, raw.length, 100.0 * packed.length / raw.length);
        }

        byte[] pack() throws IOException {
            switch (codec) {
                case "zstd1":
                    return Zstd.compress(raw, 1);
                case "zstd3":
                    return Zstd.compress(raw, 3);
                case "lz4":
                    return LZ4Factory.fastestInstance().fastCompressor().compress(raw);
                default:
                    ByteArrayOutputStream out = new ByteArrayOutputStream(raw.length / 2);
                    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                        gzip.write(raw);
                    }
                    return out.toByteArray();
            }
        }

        byte[] unpack() throws IOException {
            switch (codec) {
                case "zstd1":
                case "zstd3":
                    return Zstd.decompress(packed, raw.length);
                case "lz4":
                    return LZ4Factory.fastestInstance().fastDecompressor().decompress(packed, raw.length);
                default:
                    return new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
            }
        }
    }

    @Benchmark
    public byte[] pack(Codec codec) throws IOException {
        return codec.pack();
    }

    @Benchmark
    public byte[] unpack(Codec codec) throws IOException {
        return codec.unpack();
    }

    @State(Scope.Benchmark)
    public static class Ours {
        final CacheOptions remote = CacheOptions.of(CacheOptions.Builder::skipLocal);
        final Mono<Page> none = Mono.error(new IllegalStateException("not cached"));
        ConfigurableApplicationContext instance;
        TwoTierCache<Page> cache;

        @Setup
        public void fill() {
            instance = Suite.instance(Stores.privateRedis().store().url());
            cache = Suite.cache(instance, "pages", Page.class);
            cache.put("packed", Page.of(45), CacheOptions.of(o -> o.compress(true))).block();
            cache.put("plain", Page.of(45), CacheOptions.of(o -> o.compress(false))).block();
        }

        @TearDown
        public void close() {
            instance.close();
        }
    }

    @Benchmark
    public Page getPacked(Ours ours) {
        return ours.cache.get("packed", ours.none, ours.remote).block();
    }

    @Benchmark
    public Page getPlain(Ours ours) {
        return ours.cache.get("plain", ours.none, ours.remote).block();
    }
}
