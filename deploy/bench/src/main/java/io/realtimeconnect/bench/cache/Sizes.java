package io.realtimeconnect.bench.cache;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.realtimeconnect.bench.cache.Pages.Page;
import io.realtimeconnect.perf.cache.CacheOptions;
import io.realtimeconnect.perf.cache.TwoTierCache;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.context.ConfigurableApplicationContext;

/** How many bytes pages of messages leave: by each packer alone, and in Redis as the cache stores them. */
public final class Sizes {

    private static final int PAGES = 50;

    private Sizes() {}

    /**
     * Measures.
     *
     * @param args where the figures go
     */
    public static void main(String[] args) throws IOException {
        List<Figures> all = new ArrayList<>();
        for (int messages : new int[] {3, Pages.TEN_KB}) {
            for (Packer packer : Packer.values()) {
                double raw = 0;
                double packed = 0;
                for (int page = 0; page < PAGES; page++) {
                    byte[] json = Packer.json(Pages.of(messages, page));
                    raw += json.length;
                    packed += packer.pack(json).length;
                }
                all.add(Figures.of(
                        packer + ".of" + messages, Map.of("bytes", raw / PAGES, "percent", 100 * packed / raw)));
            }
        }
        all.add(stored());
        Figures.write(Path.of(args[0]), all);
    }

    private static Figures stored() {
        RedisClient client = RedisClient.create(Suite.redis());
        try (ConfigurableApplicationContext instance = Suite.instance(Suite.redis())) {
            TwoTierCache<Page> cache = Suite.cache(instance, "sizes", Page.class);
            for (int page = 0; page < PAGES; page++) {
                Page one = Pages.of(Pages.TEN_KB, page);
                cache.put("packed" + page, one, CacheOptions.of(o -> o.compress(true)))
                        .block();
                cache.put("plain" + page, one, CacheOptions.of(o -> o.compress(false)))
                        .block();
            }
            RedisCommands<String, String> redis = client.connect().sync();
            double plain = bytes(redis, "*}:plain*");
            return Figures.of(
                    "stored", Map.of("bytes", plain / PAGES, "percent", 100 * bytes(redis, "*}:packed*") / plain));
        } finally {
            client.shutdown();
        }
    }

    private static double bytes(RedisCommands<String, String> redis, String glob) {
        ScanArgs args = ScanArgs.Builder.matches("{bench.sizes:" + glob).limit(1000);
        double bytes = 0;
        KeyScanCursor<String> cursor = redis.scan(args);
        while (true) {
            bytes += cursor.getKeys().stream().mapToLong(redis::strlen).sum();
            if (cursor.isFinished()) {
                return bytes;
            }
            cursor = redis.scan(cursor, args);
        }
    }
}
