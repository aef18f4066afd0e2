package io.realtimeconnect.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisedTests {
    @TempDir
    Path folder;

    private final List<String> news = Collections.synchronizedList(new ArrayList<>());
    private Supervised supervised;

    @AfterEach
    void stop() throws InterruptedException {
        supervised.close();
        supervised.awaitStopped();
    }

    @Test
    void aProcessThatKeepsDyingIsStartedAgainAfterLongerAndLongerPauses() throws InterruptedException {
        supervised = supervise("exit 7", true);
        supervised.start();
        assertThat(supervised.awaitRunning(3)).isFalse();
        assertThat(news.subList(0, 3))
                .containsExactly(
                        "it ended with code 7; starting it again in 0.3 s",
                        "it ended with code 7; starting it again in 0.5 s",
                        "it ended with code 7; starting it again in 1.0 s");
    }

    @Test
    void aProcessThatIsKilledIsReplaced() throws InterruptedException {
        supervised = supervise("exec sleep 60", true);
        supervised.start();
        assertThat(supervised.awaitRunning(1)).isTrue();
        var first = supervised.process().orElseThrow();
        first.destroyForcibly();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> supervised.state() == State.RUNNING
                        && supervised
                                .process()
                                .filter(now -> now.pid() != first.pid())
                                .isPresent());
    }

    @Test
    void whatIsStoppedStaysStopped() throws InterruptedException {
        supervised = supervise("exec sleep 60", true);
        supervised.start();
        supervised.awaitRunning(1);
        var process = supervised.process().orElseThrow();
        supervised.stop();
        supervised.awaitStopped();
        assertThat(process.isAlive()).isFalse();
        assertThat(news).isEmpty();
    }

    @Test
    void aStartThatTakesTooLongIsGivenUp() throws InterruptedException {
        supervised = supervise("exec sleep 60", false);
        supervised.start();
        assertThat(supervised.awaitRunning(5)).isFalse();
        assertThat(supervised.complaint()).isEqualTo("was not ready within 1 s");
    }

    private Supervised supervise(String script, boolean ready) {
        var program = new Program() {
            @Override
            public String name() {
                return "it";
            }

            @Override
            public Process start() throws IOException {
                return new ProcessBuilder("/bin/sh", "-c", script).start();
            }

            @Override
            public boolean isReady() {
                return ready && !script.startsWith("exit");
            }

            @Override
            public void stop(Process process) {
                process.destroyForcibly().onExit().join();
            }
        };
        return new Supervised(program, folder.resolve("it.pid"), Duration.ofSeconds(1), news::add);
    }
}
