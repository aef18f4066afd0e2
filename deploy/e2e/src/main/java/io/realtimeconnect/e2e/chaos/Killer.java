package io.realtimeconnect.e2e.chaos;

import io.realtimeconnect.e2e.SuiteUnderTest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Ends processes of the suite without a word ({@code kill -9}), one after another, each when the one before is back. */
final class Killer {

    /** A process to kill: a service's instance, or a store. */
    record Target(String name, int instance) {

        @Override
        public String toString() {
            return name + "#" + instance;
        }
    }

    static final List<Target> ALL = List.of(
            new Target("communication-service", 1),
            new Target("history-service", 1),
            new Target("communication-service", 2),
            new Target("history-service", 2),
            new Target("queuing-service", 1),
            new Target("user-service", 1),
            new Target("gateway", 1),
            new Target("redis", 1),
            new Target("postgres", 1));

    private static final Duration BACK = Duration.ofSeconds(90);

    private final SuiteUnderTest suite;
    private final Consumer<String> progress;

    Killer(SuiteUnderTest suite, Consumer<String> progress) {
        this.suite = suite;
        this.progress = progress;
    }

    /** Kills and waits until the launcher has another process in its place and everything runs. */
    void kill(Target target) throws IOException, InterruptedException {
        long pid = suite.pid(target.name(), target.instance());
        long start = System.nanoTime();
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        while (System.nanoTime() - start < BACK.toNanos()) {
            Thread.sleep(500);
            if (suite.pid(target.name(), target.instance()) != pid && allRunning()) {
                progress.accept("killed " + target + " (pid " + pid + "), back after "
                        + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) + " ms");
                return;
            }
        }
        throw new IllegalStateException(target + " did not come back: " + suite.status());
    }

    private boolean allRunning() throws IOException, InterruptedException {
        for (JsonNode service : suite.status().path("services")) {
            if (!"running".equals(service.path("state").asString(""))) {
                return false;
            }
        }
        return true;
    }
}
