package io.realtimeconnect.stores;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A native server as a child of this process, in a session of its own so that Ctrl-C does not reach it first. */
final class ServerProcess {
    private static final boolean HAS_SETSID =
            Stream.of("/usr/bin/setsid", "/bin/setsid").anyMatch(path -> Files.isExecutable(Path.of(path)));

    private final Process process;
    private final Path log;

    private ServerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** @param record where to write down which process it is, for whoever has to clean up after a killed parent */
    static ServerProcess start(List<String> command, Path folder, Path log, Path record) throws IOException {
        var words = new ArrayList<String>();
        if (HAS_SETSID) {
            words.add("setsid");
        }
        words.addAll(command);
        Files.createDirectories(log.toAbsolutePath().getParent());
        var builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        var process = builder.start();
        var id = ProcessId.of(process.pid());
        if (id.isPresent()) {
            id.get().write(record);
        }
        return new ServerProcess(process, log);
    }

    Process process() {
        return process;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Sends a signal by name ({@code INT}, {@code STOP}, …) to the server itself. */
    void signal(String name) {
        signal(name, List.of(process.pid()));
    }

    /** Sends a signal to the server and everything it has started. */
    void signalAll(String name) {
        signal(
                name,
                Stream.concat(Stream.of(process.toHandle()), process.descendants())
                        .map(ProcessHandle::pid)
                        .toList());
    }

    /** Ends the server and its children at once, as kill -9 or a power cut would. */
    void kill() {
        var descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
        awaitExit(Duration.ofSeconds(10));
    }

    boolean awaitExit(Duration atMost) {
        try {
            return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The last lines that the server wrote, for an error message. */
    String lastWords() {
        try {
            var lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
        } catch (IOException unreadable) {
            return "(no log: " + unreadable.getMessage() + ")";
        }
    }

    private static void signal(String name, List<Long> pids) {
        var kill = new StringBuilder("kill -s ").append(name);
        pids.forEach(pid -> kill.append(' ').append(pid));
        try {
            new ProcessBuilder("/bin/sh", "-c", kill.append(" 2>/dev/null").toString())
                    .start()
                    .waitFor();
        } catch (IOException impossible) {
            throw new IllegalStateException("no shell to send signals with", impossible);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
