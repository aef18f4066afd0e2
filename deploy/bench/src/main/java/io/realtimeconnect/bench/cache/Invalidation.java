package io.realtimeconnect.bench.cache;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.realtimeconnect.perf.cache.TwoTierCache;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * From a removal in this process until another has applied it to its first tier, beside a bare publish heard by that other process;
 * in turn. Both clocks are the machine's monotonic one, which {@link System#nanoTime()} is on Linux.
 */
public final class Invalidation {

    private static final int WARM_UP = 2_000;
    private static final long PAUSE_NANOS = 500_000;

    private Invalidation() {}

    /**
     * Measures.
     *
     * @param args where the figures go; how many removals
     */
    public static void main(String[] args) throws IOException {
        int number = WARM_UP + Integer.parseInt(args[1]);
        Process other = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Elsewhere.class.getName(),
                        args[1])
                .redirectError(Redirect.INHERIT)
                .start();
        RedisClient client = RedisClient.create(Suite.redis());
        try (BufferedReader said =
                        new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8));
                ConfigurableApplicationContext instance = Suite.instance(Suite.redis())) {
            TwoTierCache<Long> cache = Suite.cache(instance, "numbers", Long.class);
            RedisAsyncCommands<String, String> bare = client.connect().async();
            expect("ready", said.readLine());
            long[] published = new long[number];
            long[] removed = new long[number];
            for (int i = 0; i < number; i++) {
                LockSupport.parkNanos(PAUSE_NANOS);
                published[i] = System.nanoTime();
                bare.publish("bench:bare", Integer.toString(i));
                LockSupport.parkNanos(PAUSE_NANOS);
                removed[i] = System.nanoTime();
                cache.remove("k" + i).subscribe();
            }
            other.getOutputStream().close();
            long[] heard = numbers(said.readLine(), number);
            long[] applied = numbers(said.readLine(), number);
            expect("held 0", said.readLine());
            Figures.write(
                    Path.of(args[0]),
                    List.of(
                            Figures.ofSamples("barePublish", since(published, heard), 1e-3),
                            Figures.ofSamples("removalSeenElsewhere", since(removed, applied), 1e-3)));
        } finally {
            client.shutdown();
            other.destroy();
        }
    }

    private static long[] numbers(String line, int number) throws IOException {
        long[] numbers =
                Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray();
        if (numbers.length != number) {
            throw new IOException("Of " + number + " messages the other process heard " + numbers.length);
        }
        return numbers;
    }

    private static long[] since(long[] sent, long[] heard) {
        long[] samples = new long[sent.length - WARM_UP];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = heard[WARM_UP + i] - sent[WARM_UP + i];
        }
        return samples;
    }

    private static void expect(String word, String said) throws IOException {
        if (!word.equals(said)) {
            throw new IOException("The other process should have said " + word + ", not " + said);
        }
    }

    /** How many removals there are before those that count. */
    static int warmUp() {
        return WARM_UP;
    }
}
