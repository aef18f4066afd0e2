package io.realtimeconnect.bench.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** What a measurement that is none of JMH's has found, by name; kept as JSON beside JMH's. */
record Figures(String benchmark, Map<String, Double> figures) {

    static Figures of(String benchmark, Map<String, Double> figures) {
        return new Figures(benchmark, new LinkedHashMap<>(figures));
    }

    /** Least, quantiles and number of the samples, in the unit that they are in times the factor. */
    static Figures ofSamples(String benchmark, long[] samples, double factor) {
        long[] sorted = samples.clone();
        Arrays.sort(sorted);
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("p0", sorted[0] * factor);
        figures.put("p50", at(sorted, 0.5) * factor);
        figures.put("p90", at(sorted, 0.9) * factor);
        figures.put("p99", at(sorted, 0.99) * factor);
        figures.put("samples", (double) sorted.length);
        return new Figures(benchmark, figures);
    }

    static void write(Path file, List<Figures> all) throws IOException {
        Files.writeString(
                file,
                JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n");
    }

    private static long at(long[] sorted, double quantile) {
        return sorted[(int) Math.min(sorted.length - 1, Math.ceil(quantile * sorted.length))];
    }
}
