package io.realtimeconnect.bench.cache;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalDouble;

/** The figures as rows of Markdown, with their ratios to what they must not exceed. */
final class Table {

    private static final String MISSING = "not measured";

    private final StringBuilder rows = new StringBuilder();

    private Table() {}

    static String of(Path folder) throws IOException {
        Table table = new Table();
        table.rows.append("| | cache | beside it | asked for | reached |\n|---|---|---|---|---|\n");
        for (int threads : new int[] {1, 2, 8}) {
            table.local(threads, Results.of(folder.resolve("local-hit-" + threads + ".json")));
        }
        table.remote(Results.of(folder.resolve("remote-hit.json")));
        table.miss(Results.of(folder.resolve("miss.json")), Results.of(folder.resolve("round-trips.json")));
        table.batch(Results.of(folder.resolve("get-all.json")), Results.of(folder.resolve("round-trips.json")));
        table.compressed(Results.of(folder.resolve("compressed.json")), Results.of(folder.resolve("sizes.json")));
        table.packers(Results.of(folder.resolve("packers.json")), Results.of(folder.resolve("sizes.json")));
        table.invalidation(Results.of(folder.resolve("invalidation.json")));
        table.withoutRedis(Results.of(folder.resolve("without-redis.json")));
        table.memory(Results.of(folder.resolve("memory.json")));
        return table.rows.toString();
    }

    private void local(int threads, Results r) {
        OptionalDouble ours = r.middle("twoTierLocal");
        OptionalDouble caffeine = r.middle("caffeineLocal");
        row(
                "hit in tier 1, Zipf keys, " + threads + (threads == 1 ? " thread" : " threads")
                        + ", ns (least / middle)",
                spread(r, "twoTierLocal"),
                "Caffeine " + spread(r, "caffeineLocal") + "; JetCache " + spread(r, "jetCacheLocal") + "; Redisson "
                        + spread(r, "redissonLocal"),
                threads == 8 ? "reported" : "≤ 2 × Caffeine, faster than the others",
                times(ours, caffeine, 2) + "; × JetCache " + ratio(ours, r.middle("jetCacheLocal")) + ", × Redisson "
                        + ratio(ours, r.middle("redissonLocal")));
    }

    private void remote(Results r) {
        row(
                "hit in tier 2, µs (p0 / p50)",
                sampled(r, "twoTierGet"),
                "Lettuce GET and decode " + sampled(r, "lettuceGet") + "; Spring Data " + sampled(r, "springDataGet")
                        + "; JetCache " + sampled(r, "jetCacheGet") + "; Redisson " + sampled(r, "redissonGet"),
                "≤ 1.15 ×",
                times(p50(r, "twoTierGet"), p50(r, "lettuceGet"), 1.15));
    }

    private void miss(Results r, Results counted) {
        OptionalDouble alone = p50(r, "loaderAlone");
        OptionalDouble over = minus(p50(r, "twoTierMiss"), alone);
        OptionalDouble gets = minus(p50(r, "loaderAfterTwoRoundTrips"), alone);
        OptionalDouble scripts = minus(p50(r, "loaderAfterTwoScripts"), alone);
        row(
                "miss with a loader of 5 ms, µs (p0 / p50)",
                sampled(r, "twoTierMiss"),
                "the loader " + sampled(r, "loaderAlone") + "; behind two bare GETs "
                        + sampled(r, "loaderAfterTwoRoundTrips") + ", behind two scripts "
                        + sampled(r, "loaderAfterTwoScripts"),
                "≤ 2 round trips over it",
                "counted by Redis: " + number(counted.figure("miss", "before")) + " before the loader, "
                        + number(counted.figure("miss", "behind")) + " behind the answer. In time " + number(over)
                        + " µs over the loader: " + ratio(over, gets) + " × two bare GETs (" + number(gets) + "), "
                        + ratio(over, scripts) + " × two scripts (" + number(scripts) + ")");
    }

    private void batch(Results r, Results trips) {
        row(
                "`getAll` of 100, µs (p0 / p50)",
                sampled(r, "twoTierGetAll100"),
                "Lettuce `MGET` " + sampled(r, "lettuceMget100"),
                "≤ 1 round trip a node",
                "counted by Redis: " + number(trips.figure("getAll100", "commandsPerNode")) + " commands in "
                        + number(trips.figure("getAll100", "readsPerNode")) + " reads; on 3 masters "
                        + number(trips.figure("getAll100OnACluster", "commandsPerNode")) + " in "
                        + number(trips.figure("getAll100OnACluster", "readsPerNode")) + " a node");
    }

    private void compressed(Results r, Results sizes) {
        row(
                "10 KB compressed, hit in tier 2, µs (p0 / p50)",
                sampled(r, "getPacked"),
                "not compressed " + sampled(r, "getPlain"),
                "≤ 1.2 ×",
                times(p50(r, "getPacked"), p50(r, "getPlain"), 1.2));
        OptionalDouble percent = sizes.figure("stored", "percent");
        row(
                "bytes of it in Redis",
                number(percent) + " %",
                number(sizes.figure("stored", "bytes")) + " B not compressed",
                "≤ 35 %",
                verdict(percent, 35));
    }

    private void packers(Results r, Results sizes) {
        for (Packer packer : Packer.values()) {
            row(
                    packer.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " alone, µs to pack / to unpack (p50)",
                    number(packed(r, "pack", packer)) + " / " + number(packed(r, "unpack", packer)),
                    number(sizes.figure(packer + ".of" + Pages.TEN_KB, "percent")) + " % of 10 KB, "
                            + number(sizes.figure(packer + ".of3", "percent")) + " % of 1 KB",
                    "to choose by",
                    "");
        }
    }

    private void invalidation(Results r) {
        row(
                "removal applied in another process, µs (p50 / p99)",
                heard(r, "removalSeenElsewhere"),
                "bare publish " + heard(r, "barePublish"),
                "p99 ≤ 2 ×",
                times(r.figure("removalSeenElsewhere", "p99"), r.figure("barePublish", "p99"), 2));
    }

    private void withoutRedis(Results r) {
        row(
                "Redis dead: hit in tier 1, µs (p50)",
                number(p50(r, "hitWithoutRedis")),
                "Redis there " + number(p50(r, "hitWithRedis")),
                "unchanged",
                ratio(p50(r, "hitWithoutRedis"), p50(r, "hitWithRedis")) + " ×");
        row(
                "Redis dead: miss, µs (p0 / p50)",
                sampled(r, "missWithoutRedis"),
                "its loader " + sampled(r, "shortLoader"),
                "≤ 1.2 ×",
                times(p50(r, "missWithoutRedis"), p50(r, "shortLoader"), 1.2));
    }

    private void memory(Results r) {
        row(
                "memory of an entry in tier 1 beyond key and value",
                number(r.figure("twoTierEntry", "bytes")) + " B",
                "Caffeine " + number(r.figure("caffeineEntry", "bytes")) + " B",
                "reported",
                "");
    }

    private void row(String... cells) {
        if (cells[1].contains(MISSING)) {
            return;
        }
        rows.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static OptionalDouble packed(Results r, String way, Packer packer) {
        return r.where("by", packer.name()).percentile(way, "50.0");
    }

    private static OptionalDouble p50(Results r, String benchmark) {
        return r.percentile(benchmark, "50.0");
    }

    private static String spread(Results r, String benchmark) {
        return number(r.least(benchmark)) + " / " + number(r.middle(benchmark)) + ", "
                + number(r.bytesPerOperation(benchmark)) + " B";
    }

    private static String sampled(Results r, String benchmark) {
        return number(r.percentile(benchmark, "0.0")) + " / " + number(p50(r, benchmark));
    }

    private static String heard(Results r, String benchmark) {
        return number(r.figure(benchmark, "p50")) + " / " + number(r.figure(benchmark, "p99"));
    }

    private static OptionalDouble minus(OptionalDouble a, OptionalDouble b) {
        return a.isEmpty() || b.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(a.getAsDouble() - b.getAsDouble());
    }

    private static String times(OptionalDouble ours, OptionalDouble theirs, double most) {
        if (ours.isEmpty() || theirs.isEmpty()) {
            return MISSING;
        }
        double times = ours.getAsDouble() / theirs.getAsDouble();
        return String.format(Locale.ROOT, "%s, %.2f ×", times <= most ? "yes" : "no", times);
    }

    private static String ratio(OptionalDouble ours, OptionalDouble theirs) {
        return ours.isEmpty() || theirs.isEmpty()
                ? MISSING
                : String.format(Locale.ROOT, "%.2f", ours.getAsDouble() / theirs.getAsDouble());
    }

    private static String verdict(OptionalDouble figure, double most) {
        return figure.isEmpty() ? MISSING : figure.getAsDouble() <= most ? "yes" : "no";
    }

    private static String number(OptionalDouble figure) {
        if (figure.isEmpty()) {
            return MISSING;
        }
        double value = figure.getAsDouble();
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }
}
