package io.realtimeconnect.local;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** The right to run the suite of one state folder: a lock that the system takes back however its holder ends. */
final class Running implements AutoCloseable {
    private final FileChannel channel;

    private Running(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes the right, or returns nothing if another process has it. */
    static Optional<Running> take(StateFolder state) {
        FileLock lock;
        try {
            var channel = FileChannel.open(
                    state.path("run").resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                lock = channel.tryLock();
            } catch (OverlappingFileLockException ours) {
                lock = null;
            }
            if (lock == null) {
                channel.close();
                return Optional.empty();
            }
            return Optional.of(new Running(channel));
        } catch (IOException e) {
            throw new Refusal("cannot lock " + state.path() + ": " + e.getMessage(), e);
        }
    }

    /** Whether some process has the right now. */
    static boolean somewhere(StateFolder state) {
        if (!java.nio.file.Files.exists(state.path("run").resolve("lock"))) {
            return false;
        }
        var taken = take(state);
        taken.ifPresent(Running::close);
        return taken.isEmpty();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
