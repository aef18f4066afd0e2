package io.realtimeconnect.e2e.observability;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Programs of Debian's package {@code prometheus}, which {@code .ci/run} installs. */
final class Tool {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private Tool() {}

    /** Fails when the program is not there, unless {@code -Drtc.prometheus=skip} says that this machine may do without. */
    static void require(String program) {
        if (!isThere(program)) {
            Assumptions.assumeFalse(
                    "skip".equals(System.getProperty("rtc.prometheus")), program + " is not here: skipped, as asked");
            throw new AssertionError(
                    program + " is not here: apt-get install prometheus, or -Drtc.prometheus=skip to do without");
        }
    }

    static boolean isThere(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** Runs it to its end in a folder and expects success; what it said. */
    static String run(Path folder, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("tool-", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " does not end");
            }
            String said = Files.readString(output, StandardCharsets.UTF_8);
            if (process.exitValue() != 0) {
                throw new AssertionError(command + " failed: " + said);
            }
            return said;
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
