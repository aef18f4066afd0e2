package io.realtimeconnect.stores;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchTests {
    @TempDir
    Path temp;

    @Test
    void whatAKilledJvmLeftIsEndedAndRemoved() throws Exception {
        var orphan = new ProcessBuilder("sleep", "60").start();
        var folder = left(deadProcess(), ProcessId.of(orphan.pid()).orElseThrow());

        Scratch.sweep(temp);

        assertThat(orphan.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(folder).doesNotExist();
    }

    @Test
    void aStrangerWhoGotTheNumberOfADeadServerIsLeftAlone() throws Exception {
        var stranger = new ProcessBuilder("sleep", "60").start();
        var folder = left(deadProcess(), new ProcessId(stranger.pid(), "another-boot:17"));

        Scratch.sweep(temp);

        assertThat(stranger.isAlive()).isTrue();
        assertThat(folder).doesNotExist();
        stranger.destroyForcibly();
    }

    @Test
    void whatALivingJvmUsesIsLeftAlone() throws Exception {
        var server = new ProcessBuilder("sleep", "60").start();
        var folder = left(ProcessId.self(), ProcessId.of(server.pid()).orElseThrow());

        Scratch.sweep(temp);

        assertThat(server.isAlive()).isTrue();
        assertThat(folder).exists();
        server.destroyForcibly();
    }

    @Test
    void aProcessThatDiedIsNoLongerItself() throws Exception {
        assertThat(deadProcess().isAlive()).isFalse();
        assertThat(deadProcess().kill()).isFalse();
        assertThat(ProcessId.self().isAlive()).isTrue();
    }

    private Path left(ProcessId owner, ProcessId server) throws IOException {
        var folder = Files.createDirectory(temp.resolve("realtime-connect-stores-1"));
        owner.write(folder.resolve("owner.pid"));
        server.write(folder.resolve("redis-1/server.pid"));
        return folder;
    }

    private static ProcessId deadProcess() throws Exception {
        var process = new ProcessBuilder("sleep", "60").start();
        var id = ProcessId.of(process.pid()).orElseThrow();
        process.destroyForcibly().waitFor();
        return id;
    }
}
