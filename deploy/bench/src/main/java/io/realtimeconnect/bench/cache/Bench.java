package io.realtimeconnect.bench.cache;

import io.realtimeconnect.bench.cache.Plan.Step;
import io.realtimeconnect.stores.Stores;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs the benchmarks of the cache, each in a process of its own, one at a time, and prints the table. What each has found stays as JSON
 * in {@code results/full} or {@code results/quick}.
 */
public final class Bench {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Path home;
    private final Path results;
    private final Path log;

    private Bench(Path home, boolean quick) {
        this.home = home;
        this.results = home.resolve("results").resolve(quick ? "quick" : "full");
        this.log = home.resolve("target/bench.log");
    }

    /**
     * Starts.
     *
     * @param args the folder of the benchmarks, then {@code --quick}, {@code --table} (of what was found before) or rows to run again
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> options = List.of(args).subList(1, args.length);
        boolean quick = options.contains("--quick");
        List<String> rows =
                options.stream().filter(option -> !option.startsWith("--")).toList();
        Bench bench = new Bench(Path.of(args[0]), quick);
        if (!options.contains("--table")) {
            List<Step> steps = Plan.of(quick).stream()
                    .filter(step -> rows.isEmpty() || rows.contains(step.row()))
                    .toList();
            if (steps.isEmpty()) {
                System.err.println("There is no such row: " + rows + "; there are "
                        + Plan.of(quick).stream().map(Step::row).distinct().toList());
                System.exit(2);
            }
            bench.run(steps);
        }
        String table = Table.of(bench.results);
        Files.writeString(bench.results.resolve("table.md"), table);
        System.out.println(table);
    }

    private void run(List<Step> steps) throws IOException, InterruptedException {
        Files.createDirectories(results);
        Files.deleteIfExists(log);
        for (String row : steps.stream().map(Step::row).distinct().toList()) {
            Files.deleteIfExists(results.resolve(row + ".json"));
        }
        Machine before = Machine.now();
        String redis = Stores.privateRedis().store().url();
        Instant start = Instant.now();
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            System.out.printf(
                    "%4d s  %2d/%d  %s: %s%n",
                    Duration.between(start, Instant.now()).toSeconds(),
                    i + 1,
                    steps.size(),
                    step.row(),
                    step.arguments().get(0).equals("org.openjdk.jmh.Main")
                            ? step.arguments().get(1).replace("$", "")
                            : "counted and timed by itself");
            run(step, redis);
        }
        Machine.write(results.resolve("machine.json"), before, Machine.now());
    }

    private void run(Step step, String redis) throws IOException, InterruptedException {
        Path found = Files.createTempFile("bench", ".json");
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"), "-Xmx1g", "-cp", classPath(step.side())));
        step.arguments().forEach(argument -> command.add(argument.replace("%s", found.toString())));
        ProcessBuilder process =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.appendTo(log.toFile()));
        process.environment().put("BENCH_REDIS", redis);
        Process running = process.start();
        try {
            if (!running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || running.exitValue() != 0) {
                throw new IllegalStateException(step.row() + " did not end well; see " + log);
            }
        } finally {
            // those that it has started as well
            Stream.concat(running.descendants(), Stream.of(running.toHandle())).forEach(ProcessHandle::destroyForcibly);
        }
        Results.append(results.resolve(step.row() + ".json"), found);
        Files.delete(found);
    }

    private String classPath(String side) throws IOException {
        Path module = side.equals("bench") ? home : home.resolve(side);
        return module.resolve("target/classes")
                + File.pathSeparator
                + Files.readString(module.resolve("target/bench.classpath")).strip();
    }
}
