package io.realtimeconnect.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one program running for as long as it is wanted: a thread that starts it, waits until it is ready, and starts it
 * again when it dies, after a pause that doubles from {@link #FIRST_PAUSE} to {@link #LONGEST_PAUSE} while it keeps dying.
 */
final class Supervised {
    static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Program program;
    private final Path record;
    private final Duration readyWithin;
    private final Consumer<String> news;
    private final Object lock = new Object();
    private boolean wanted;
    private boolean closed;
    private State state = State.STOPPED;
    private int failures;
    private int slowStarts;
    private @Nullable Process process;
    private @Nullable String complaint;
    private @Nullable Thread thread;

    /**
     * @param record written by the program; removed once its process is gone
     * @param readyWithin how long a start may take
     * @param news one line when something happened that nobody asked for
     */
    Supervised(Program program, Path record, Duration readyWithin, Consumer<String> news) {
        this.program = program;
        this.record = record;
        this.readyWithin = readyWithin;
        this.news = news;
    }

    String name() {
        return program.name();
    }

    State state() {
        synchronized (lock) {
            return state;
        }
    }

    /** How often it has died since it last ran well. */
    int failures() {
        synchronized (lock) {
            return failures;
        }
    }

    /** Why it is not running, as far as that is known. */
    String complaint() {
        synchronized (lock) {
            return complaint == null ? "" : complaint;
        }
    }

    /** Its process, while there is one. */
    Optional<Process> process() {
        synchronized (lock) {
            return Optional.ofNullable(process).filter(Process::isAlive);
        }
    }

    /** Wants it to run. */
    void start() {
        synchronized (lock) {
            if (closed || wanted) {
                return;
            }
            wanted = true;
            failures = 0;
            slowStarts = 0;
            state = State.STARTING;
            if (thread == null) {
                thread = new Thread(this::run, "supervise-" + name());
                thread.setDaemon(true);
                thread.start();
            }
            lock.notifyAll();
        }
    }

    /** Wants it stopped; {@link #awaitStopped} waits for that. */
    void stop() {
        synchronized (lock) {
            wanted = false;
            lock.notifyAll();
        }
    }

    /** Stops it for good. */
    void close() {
        synchronized (lock) {
            wanted = false;
            closed = true;
            lock.notifyAll();
        }
    }

    /**
     * Waits until it runs; gives up when it has died {@code patience} times, was not ready in its time, or is no longer
     * wanted.
     *
     * @return whether it runs
     */
    boolean awaitRunning(int patience) throws InterruptedException {
        synchronized (lock) {
            while (wanted && state != State.RUNNING && failures < patience && slowStarts == 0) {
                lock.wait();
            }
            return state == State.RUNNING;
        }
    }

    void awaitStopped() throws InterruptedException {
        synchronized (lock) {
            while (thread != null && state != State.STOPPED) {
                lock.wait();
            }
        }
    }

    private void run() {
        try {
            while (awaitWanted()) {
                var startedAt = System.nanoTime();
                var running = startAndWatch();
                if (isWanted()) {
                    var lasted = Duration.ofNanos(System.nanoTime() - startedAt);
                    pauseAfterDeath(running && lasted.compareTo(LONGEST_PAUSE.multipliedBy(3)) > 0);
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts the program and returns once it is gone, wanted or not; true if it had been ready. */
    private boolean startAndWatch() throws InterruptedException {
        become(State.STARTING, null);
        var ready = false;
        try {
            var started = program.start();
            synchronized (lock) {
                process = started;
            }
            started.onExit().thenRun(this::wake);
            ready = awaitReady(started);
            if (ready) {
                become(State.RUNNING, null);
                awaitDeathOrStop(started);
            }
            if (started.isAlive()) {
                program.stop(started);
            } else if (isWanted()) {
                complain("ended with code " + started.exitValue());
            }
        } catch (IOException | RuntimeException e) {
            complain("failed: " + e.getMessage());
        }
        synchronized (lock) {
            process = null;
        }
        forget();
        return ready;
    }

    private boolean awaitReady(Process started) throws InterruptedException {
        var deadline = System.nanoTime() + readyWithin.toNanos();
        while (started.isAlive() && isWanted()) {
            if (program.isReady()) {
                return true;
            }
            if (System.nanoTime() > deadline) {
                complain("was not ready within " + readyWithin.toSeconds() + " s");
                // not asked to end: what it says on the way out would bury why it did not come up
                started.destroyForcibly().waitFor();
                synchronized (lock) {
                    slowStarts++;
                }
                return false;
            }
            synchronized (lock) {
                lock.wait(POLL.toMillis());
            }
        }
        return false;
    }

    private void awaitDeathOrStop(Process started) throws InterruptedException {
        synchronized (lock) {
            while (wanted && started.isAlive()) {
                lock.wait();
            }
        }
    }

    private void pauseAfterDeath(boolean ranWell) throws InterruptedException {
        synchronized (lock) {
            failures = ranWell ? 1 : failures + 1;
            var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 10));
            if (pause.compareTo(LONGEST_PAUSE) > 0) {
                pause = LONGEST_PAUSE;
            }
            become(State.FAILED, complaint);
            news.accept("%s %s; starting it again in %.1f s".formatted(name(), complaint, pause.toMillis() / 1000.0));
            var until = System.nanoTime() + pause.toNanos();
            for (var left = pause.toMillis(); wanted && left > 0; ) {
                lock.wait(left);
                left = (until - System.nanoTime()) / 1_000_000;
            }
        }
    }

    private boolean awaitWanted() throws InterruptedException {
        synchronized (lock) {
            while (!wanted) {
                become(State.STOPPED, null);
                if (closed) {
                    return false;
                }
                lock.wait();
            }
            return true;
        }
    }

    private boolean isWanted() {
        synchronized (lock) {
            return wanted;
        }
    }

    private void become(State next, @Nullable String why) {
        synchronized (lock) {
            state = next;
            complaint = why;
            lock.notifyAll();
        }
    }

    private void complain(String text) {
        synchronized (lock) {
            if (complaint == null) {
                complaint = text;
            }
        }
    }

    private void wake() {
        synchronized (lock) {
            lock.notifyAll();
        }
    }

    private void forget() {
        try {
            Files.deleteIfExists(record);
        } catch (IOException e) {
            news.accept("cannot remove " + record + ": " + e.getMessage());
        }
    }
}
