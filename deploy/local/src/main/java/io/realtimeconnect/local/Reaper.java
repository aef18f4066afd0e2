package io.realtimeconnect.local;

import io.realtimeconnect.stores.ProcessId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Ends what a launcher that was killed has left running, and nothing else: a record names a process, not just a number. */
final class Reaper {
    private static final Duration ORDERLY = Duration.ofSeconds(10);

    private final StateFolder state;

    Reaper(StateFolder state) {
        this.state = state;
    }

    /** Ends every recorded process that still lives and removes the records; returns the names of those it ended. */
    List<String> reap() {
        var ended = new ArrayList<String>();
        var folder = state.path("run");
        if (!Files.isDirectory(folder)) {
            return ended;
        }
        try (var records = Files.newDirectoryStream(folder, "*.pid")) {
            for (var record : records) {
                var id = ProcessId.read(record);
                if (id.isPresent() && id.get().isAlive()) {
                    end(id.get(), record);
                    ended.add(record.getFileName().toString().replaceFirst("\\.pid$", ""));
                }
                Files.deleteIfExists(record);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder, e);
        }
        return ended;
    }

    /** PostgreSQL is asked first, which spares the next start its recovery; nothing else gains from being asked. */
    private static void end(ProcessId id, Path record) throws IOException {
        var handle = ProcessHandle.of(id.pid());
        if (handle.isEmpty()) {
            return;
        }
        if (record.endsWith("postgres.pid")) {
            new ProcessBuilder("/bin/sh", "-c", "kill -s INT " + id.pid()).start();
            await(handle.get());
        }
        if (id.kill()) {
            await(handle.get());
        }
    }

    private static void await(ProcessHandle handle) {
        handle.onExit()
                .completeOnTimeout(handle, ORDERLY.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}
