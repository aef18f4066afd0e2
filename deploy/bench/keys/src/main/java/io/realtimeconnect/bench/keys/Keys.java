package io.realtimeconnect.bench.keys;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The keys that a benchmark asks for. */
@State(Scope.Benchmark)
public class Keys {

    /** How many there are; all of them fit into every first tier. */
    public static final int COUNT = 10_000;

    private static final int ORDER = 1 << 16;

    private final String[] all = new String[COUNT];
    private final AtomicInteger threads = new AtomicInteger();

    /** Makes them all. */
    public Keys() {
        for (int i = 0; i < COUNT; i++) {
            all[i] = "user:" + Profile.of(i).id();
        }
    }

    /** The key of that number, below {@link #COUNT}. */
    public String key(int number) {
        return all[number];
    }

    /** The keys as one thread asks for them: Zipf-distributed with exponent 0.99, each thread in an order of its own. */
    @State(Scope.Thread)
    public static class Order {
        private final String[] keys = new String[ORDER];
        private int at;

        /** Draws the order. */
        @Setup
        public void draw(Keys keys) {
            int[] numbers = zipf(keys.threads.incrementAndGet());
            for (int i = 0; i < ORDER; i++) {
                this.keys[i] = keys.all[numbers[i]];
            }
        }

        /** The next key; over and over. */
        public String next() {
            return keys[at++ & (ORDER - 1)];
        }
    }

    private static int[] zipf(long seed) {
        double[] cumulated = new double[COUNT];
        double sum = 0;
        for (int i = 0; i < COUNT; i++) {
            sum += 1 / Math.pow(i + 1, 0.99);
            cumulated[i] = sum;
        }
        Random random = new Random(seed);
        int[] numbers = new int[ORDER];
        for (int i = 0; i < ORDER; i++) {
            int at = Arrays.binarySearch(cumulated, random.nextDouble() * sum);
            numbers[i] = Math.min(COUNT - 1, at < 0 ? -at - 1 : at);
        }
        return numbers;
    }
}
