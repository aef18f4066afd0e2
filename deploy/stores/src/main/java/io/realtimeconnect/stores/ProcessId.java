package io.realtimeconnect.stores;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process as something that can be recognised later: a pid alone may have been given to somebody else since.
 *
 * @param pid its number
 * @param birth when it was born, in whatever the system counts exactly: on Linux the boot and the clock ticks since
 */
public record ProcessId(long pid, String birth) {

    /** The running process of that number, empty when there is none. */
    public static Optional<ProcessId> of(long pid) {
        var birth = birthOf(pid);
        return birth.isEmpty() ? Optional.empty() : Optional.of(new ProcessId(pid, birth));
    }

    /** This Java process. */
    public static ProcessId self() {
        return of(ProcessHandle.current().pid()).orElseThrow();
    }

    /** The process written down in {@code file}, whether it still lives or not; empty when the file says nothing. */
    public static Optional<ProcessId> read(Path file) {
        try {
            var words = Files.readString(file).strip().split(" ", 2);
            return words.length == 2
                    ? Optional.of(new ProcessId(Long.parseLong(words[0]), words[1]))
                    : Optional.empty();
        } catch (IOException | NumberFormatException unreadable) {
            return Optional.empty();
        }
    }

    /** Writes the process down; {@link #read} finds it again. */
    public void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, pid + " " + birth + "\n");
    }

    /** Whether this very process, not a later one of the same number, is running. */
    public boolean isAlive() {
        return birth.equals(birthOf(pid));
    }

    /**
     * Ends the process and all its descendants at once, unless the number belongs to somebody else by now.
     *
     * @return whether there was something to end
     */
    public boolean kill() {
        if (!isAlive()) {
            return false;
        }
        ProcessHandle.of(pid).ifPresent(process -> {
            var descendants = process.descendants().toList();
            process.destroyForcibly();
            descendants.forEach(ProcessHandle::destroyForcibly);
        });
        return true;
    }

    /** Empty for a process that is gone, or dead and only waiting for its parent to notice. */
    private static String birthOf(long pid) {
        var stat = Path.of("/proc", Long.toString(pid), "stat");
        if (!Files.isDirectory(Path.of("/proc/self"))) {
            return ProcessHandle.of(pid)
                    .filter(ProcessHandle::isAlive)
                    .flatMap(process -> process.info().startInstant())
                    .map(instant -> Long.toString(instant.toEpochMilli()))
                    .orElse("");
        }
        try {
            // proc(5): pid (name) state ppid … ; the name may hold anything, so count from the last parenthesis
            var line = Files.readString(stat);
            var fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
            if (fields[0].equals("Z") || fields[0].equals("X")) {
                return "";
            }
            var boot =
                    Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
            return boot + ":" + fields[19];
        } catch (IOException gone) {
            return "";
        }
    }
}
