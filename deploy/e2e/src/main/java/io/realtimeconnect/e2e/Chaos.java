package io.realtimeconnect.e2e;

import io.realtimeconnect.e2e.chaos.ChaosRun;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The long form of the history check: {@code ./connect load chaos [pairs] [rounds]}. */
public final class Chaos {

    private static final int PORT_OFFSET = 10_000;

    private Chaos() {}

    public static void main(String[] args) throws Exception {
        int pairs = args.length > 0 ? Integer.parseInt(args[0]) : 20;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        Path root = Path.of(System.getProperty("rtc.root", "")).toAbsolutePath();
        try (var suite = SuiteUnderTest.up(root, PORT_OFFSET, settings(), replicas())) {
            var report = new ChaosRun(suite, System.out::println).run(pairs, rounds);
            report.reasons().forEach(System.out::println);
            System.out.println(report);
            if (!report.clean()) {
                System.exit(1);
            }
        }
    }

    /** Two of each service that a message passes, so that one may die. */
    public static String[] replicas() {
        return new String[] {"communication-service=2", "history-service=2"};
    }

    /** A hundred people sign up and talk from one address; a test that wants a limit turns it on as an administrator. */
    public static Map<String, String> settings() {
        return Stream.of("AUTH", "API", "ANONYMOUS", "MESSAGE", "UPLOAD")
                .collect(Collectors.toMap(
                        policy -> "PERF_RATELIMIT_POLICIES_" + policy + "_ENABLED", policy -> "false"));
    }
}
