package io.realtimeconnect.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.stores.ProcessId;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReaperTests {
    @TempDir
    Path folder;

    @Test
    void aRecordedProcessIsEnded() throws IOException {
        var state = new StateFolder(folder, folder).make();
        var orphan = new ProcessBuilder("sleep", "60").start();
        ProcessId.of(orphan.pid()).orElseThrow().write(state.record("user-service#1"));

        assertThat(new Reaper(state).reap()).containsExactly("user-service#1");

        assertThat(orphan.isAlive()).isFalse();
        assertThat(state.record("user-service#1")).doesNotExist();
    }

    @Test
    void aStrangerWhoGotTheNumberIsLeftAlone() throws IOException {
        var state = new StateFolder(folder, folder).make();
        var stranger = new ProcessBuilder("sleep", "60").start();
        new ProcessId(stranger.pid(), "another-boot:4711").write(state.record("user-service#1"));

        assertThat(new Reaper(state).reap()).isEmpty();

        assertThat(stranger.isAlive()).isTrue();
        assertThat(state.record("user-service#1")).doesNotExist();
        stranger.destroyForcibly();
    }
}
