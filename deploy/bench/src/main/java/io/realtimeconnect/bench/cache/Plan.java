package io.realtimeconnect.bench.cache;

import java.util.ArrayList;
import java.util.List;

/** What is run, in which order and for how long. */
final class Plan {

    /**
     * One process.
     *
     * @param row what it belongs to, and where its results are kept
     * @param side whose class path it has: {@code bench}, {@code jetcache} or {@code redisson}
     * @param arguments the main class and its arguments; {@code %s} is the file for the results
     */
    record Step(String row, String side, List<String> arguments) {}

    private final boolean quick;
    private final List<Step> steps = new ArrayList<>();

    private Plan(boolean quick) {
        this.quick = quick;
    }

    static List<Step> of(boolean quick) {
        Plan plan = new Plan(quick);
        int rounds = quick ? 1 : 3;
        for (int threads : new int[] {1, 2, 8}) {
            for (int round = 0; round < (threads == 8 ? 1 : rounds); round++) {
                plan.averages("local-hit-" + threads, "bench", "caffeineLocal", threads);
                plan.averages("local-hit-" + threads, "bench", "twoTierLocal", threads);
                plan.averages("local-hit-" + threads, "jetcache", "jetCacheLocal", threads);
                plan.averages("local-hit-" + threads, "redisson", "redissonLocal", threads);
            }
        }
        for (int round = 0; round < rounds; round++) {
            // 2 s of warm-up would measure how far the compiler has come
            plan.samples("remote-hit", "bench", "lettuceGet", "-wi", "8");
            plan.samples("remote-hit", "bench", "twoTierGet", "-wi", "8");
            plan.samples("remote-hit", "bench", "springDataGet", "-wi", "8");
            plan.samples("remote-hit", "jetcache", "jetCacheGet", "-wi", "8");
            plan.samples("remote-hit", "redisson", "redissonGet", "-wi", "8");
        }
        for (int round = 0; round < rounds; round++) {
            plan.samples("miss", "bench", "loaderAlone");
            plan.samples("miss", "bench", "loaderAfterTwoRoundTrips");
            plan.samples("miss", "bench", "loaderAfterTwoScripts");
            plan.samples("miss", "bench", "twoTierMiss");
        }
        for (int round = 0; round < rounds; round++) {
            plan.samples("get-all", "bench", "lettuceMget100");
            plan.samples("get-all", "bench", "twoTierGetAll100");
        }
        plan.own("round-trips", RoundTrips.class);
        for (int round = 0; round < rounds; round++) {
            plan.samples("compressed", "bench", "getPlain");
            plan.samples("compressed", "bench", "getPacked");
        }
        plan.samples("packers", "bench", "Compressed.(pack|unpack)", "-wi", "1", "-i", quick ? "1" : "3");
        plan.own("sizes", Sizes.class);
        plan.own("invalidation", Invalidation.class, quick ? "8000" : "30000");
        for (int round = 0; round < rounds; round++) {
            plan.samples("without-redis", "bench", "hitWithRedis");
            plan.samples("without-redis", "bench", "hitWithoutRedis");
            plan.samples("without-redis", "bench", "shortLoader");
            plan.samples("without-redis", "bench", "missWithoutRedis");
        }
        plan.own("memory", Memory.class);
        return plan.steps;
    }

    private void averages(String row, String side, String benchmark, int threads) {
        jmh(row, side, benchmark, "-bm", "avgt", "-t", Integer.toString(threads), "-prof", "gc");
    }

    private void samples(String row, String side, String benchmark, String... more) {
        List<String> options = new ArrayList<>(List.of("-bm", "sample"));
        options.addAll(List.of(more));
        jmh(row, side, benchmark, options.toArray(String[]::new));
    }

    private void jmh(String row, String side, String benchmark, String... options) {
        List<String> arguments = new ArrayList<>(List.of("org.openjdk.jmh.Main", benchmark + "$", "-f", "1"));
        List<String> given = List.of(options);
        if (!given.contains("-wi")) {
            arguments.addAll(List.of("-wi", quick ? "2" : "5"));
        }
        if (!given.contains("-i")) {
            arguments.addAll(List.of("-i", quick ? "3" : "5"));
        }
        arguments.addAll(List.of("-w", "1s", "-r", quick ? "1s" : "2s", "-foe", "true", "-rf", "json", "-rff", "%s"));
        arguments.addAll(given);
        steps.add(new Step(row, side, arguments));
    }

    private void own(String row, Class<?> main, String... arguments) {
        List<String> all = new ArrayList<>(List.of(main.getName(), "%s"));
        all.addAll(List.of(arguments));
        steps.add(new Step(row, "bench", all));
    }
}
