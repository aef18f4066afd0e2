package io.realtimeconnect.load;

import io.realtimeconnect.e2e.Chaos;
import io.realtimeconnect.e2e.SuiteUnderTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Median and 99th percentile of the calls people make most: {@code ./connect load figures [people] [rounds]}. Starts a suite of its
 * own with limits off, so that calls are measured and not refusals.
 */
public final class Figures {

    private static final int PORT_OFFSET = 11_000;
    private static final int MINUTES = 20;

    private Figures() {}

    public static void main(String[] args) throws Exception {
        String people = args.length > 0 ? args[0] : "20";
        String rounds = args.length > 1 ? args[1] : "100";
        Path root = Path.of(System.getProperty("rtc.root", "")).toAbsolutePath();
        Path results = Files.createTempDirectory("rtc-figures-");
        try (var suite = SuiteUnderTest.up(root, PORT_OFFSET, Chaos.settings())) {
            Process gatling = new ProcessBuilder(List.of(
                            ProcessHandle.current().info().command().orElse("java"),
                            "-Xmx512m",
                            "--add-opens=java.base/java.lang=ALL-UNNAMED",
                            "-Drtc.gateway=" + suite.gateway(),
                            "-Drtc.people=" + people,
                            "-Drtc.rounds=" + rounds,
                            "-cp",
                            System.getProperty("java.class.path"),
                            "io.gatling.app.Gatling",
                            "--simulation",
                            Conversations.class.getName(),
                            "--results-folder",
                            results.toString()))
                    .inheritIO()
                    .start();
            if (!gatling.waitFor(MINUTES, TimeUnit.MINUTES)) {
                gatling.destroyForcibly();
                throw new IllegalStateException("not done within " + MINUTES + " minutes");
            }
            if (gatling.exitValue() != 0) {
                throw new IllegalStateException("Gatling ended with " + gatling.exitValue());
            }
            System.out.println(Report.of(results));
        }
    }
}
