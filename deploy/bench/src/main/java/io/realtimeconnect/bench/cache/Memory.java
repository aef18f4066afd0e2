package io.realtimeconnect.bench.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.realtimeconnect.bench.keys.Profile;
import io.realtimeconnect.perf.cache.TwoTierCache;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Flux;

/** What an entry of the first tier takes of the heap beyond key and value, without Caffeine's sketch, which both have. */
public final class Memory {

    private static final int ENTRIES = 50_000;
    private static final Pattern LINE = Pattern.compile(
            "^ *\\d+: +\\d+ +(\\d+) +(com\\.github\\.benmanes\\.caffeine\\..*"
                    + "|io\\.realtimeconnect\\.perf\\.cache\\..*|\\[?L?java\\.util\\.concurrent\\.ConcurrentHashMap\\$Node;?)( .*)?$");

    private Memory() {}

    /**
     * Measures.
     *
     * @param args where the figures go
     */
    public static void main(String[] args) throws IOException {
        String[] keys = new String[ENTRIES];
        Profile[] values = new Profile[ENTRIES];
        for (int i = 0; i < ENTRIES; i++) {
            keys[i] = "user:" + i;
            values[i] = Profile.of(i);
        }
        long before = used();
        Cache<String, Profile> caffeine = Caffeine.newBuilder()
                .maximumSize(100_000)
                .expireAfterWrite(Duration.ofHours(1))
                .build();
        for (int i = 0; i < ENTRIES; i++) {
            caffeine.put(keys[i], values[i]);
        }
        caffeine.cleanUp();
        double raw = (double) (used() - before) / caffeine.estimatedSize();
        Reference.reachabilityFence(caffeine);

        double ours;
        try (ConfigurableApplicationContext instance = Suite.instance(Suite.redis())) {
            // what filling leaves behind elsewhere is not the entries'
            fill(Suite.cache(instance, "before", Profile.class), keys, values);
            TwoTierCache<Profile> cache = Suite.cache(instance, "weighed", Profile.class);
            before = used();
            fill(cache, keys, values);
            ours = (double) (used() - before) / cache.statistics().entries();
            Reference.reachabilityFence(cache);
        }
        Reference.reachabilityFence(keys);
        Reference.reachabilityFence(values);
        Figures.write(
                Path.of(args[0]),
                List.of(
                        Figures.of("caffeineEntry", Map.of("bytes", raw)),
                        Figures.of("twoTierEntry", Map.of("bytes", ours))));
    }

    private static void fill(TwoTierCache<Profile> cache, String[] keys, Profile[] values) {
        Flux.range(0, ENTRIES).flatMap(i -> cache.put(keys[i], values[i]), 64).blockLast();
    }

    /** Live bytes of the classes that entries are made of; the heap as a whole moves too much for this. */
    private static long used() {
        try {
            String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
            return histogram
                    .lines()
                    .map(LINE::matcher)
                    .filter(Matcher::find)
                    .mapToLong(line -> Long.parseLong(line.group(1)))
                    .sum();
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }
}
