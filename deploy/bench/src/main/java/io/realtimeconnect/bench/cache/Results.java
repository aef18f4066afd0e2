package io.realtimeconnect.bench.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The results of one row, JMH's and others', several runs of a benchmark together. */
final class Results {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final List<JsonNode> all = new ArrayList<>();

    private Results() {}

    static Results of(Path file) throws IOException {
        Results results = new Results();
        if (Files.exists(file)) {
            JSON.readTree(Files.readString(file)).forEach(results.all::add);
        }
        return results;
    }

    static void append(Path file, Path found) throws IOException {
        ArrayNode all = JSON.createArrayNode();
        Results there = of(file);
        there.all.forEach(all::add);
        JSON.readTree(Files.readString(found)).forEach(each -> all.add(withoutHistograms(each)));
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all) + "\n");
    }

    /** Those that were run with that parameter. */
    Results where(String parameter, String value) {
        Results some = new Results();
        all.stream()
                .filter(run -> value.equals(run.path("params").path(parameter).asString()))
                .forEach(some.all::add);
        return some;
    }

    /** Of all iterations of all runs. */
    OptionalDouble least(String benchmark) {
        return iterations(benchmark).min();
    }

    OptionalDouble middle(String benchmark) {
        return median(iterations(benchmark));
    }

    /** JMH's {@code 50.0}; of several runs the middle one, of {@code 0.0} the least. */
    OptionalDouble percentile(String benchmark, String percentile) {
        DoubleStream each = runs(benchmark)
                .map(run -> run.path("primaryMetric").path("scorePercentiles").path(percentile))
                .filter(JsonNode::isNumber)
                .mapToDouble(JsonNode::doubleValue);
        return percentile.equals("0.0") ? each.min() : median(each);
    }

    OptionalDouble bytesPerOperation(String benchmark) {
        return median(runs(benchmark)
                .map(run ->
                        run.path("secondaryMetrics").path("gc.alloc.rate.norm").path("score"))
                .filter(JsonNode::isNumber)
                .mapToDouble(JsonNode::doubleValue));
    }

    /** Of what is measured without JMH. */
    OptionalDouble figure(String benchmark, String name) {
        return median(runs(benchmark)
                .map(run -> run.path("figures").path(name))
                .filter(JsonNode::isNumber)
                .mapToDouble(JsonNode::doubleValue));
    }

    private Stream<JsonNode> runs(String benchmark) {
        return all.stream().filter(run -> {
            String name = run.path("benchmark").asString();
            return name.equals(benchmark) || name.endsWith("." + benchmark);
        });
    }

    private DoubleStream iterations(String benchmark) {
        return runs(benchmark).flatMapToDouble(run -> {
            DoubleStream.Builder each = DoubleStream.builder();
            run.path("primaryMetric").path("rawData").forEach(fork -> fork.forEach(one -> each.add(one.doubleValue())));
            return each.build();
        });
    }

    private static OptionalDouble median(DoubleStream each) {
        double[] sorted = each.sorted().toArray();
        return sorted.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(sorted[sorted.length / 2]);
    }

    /** Thousands of lines of buckets, whose percentiles are there as well. */
    private static JsonNode withoutHistograms(JsonNode run) {
        if (run.path("primaryMetric") instanceof ObjectNode metric) {
            metric.remove("rawDataHistogram");
        }
        return run;
    }
}
