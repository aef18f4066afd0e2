package io.realtimeconnect.local;

import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One log per process. A log that has grown past its limit is copied to {@code <name>.log.1} and emptied in place, which
 * the process, appending, does not notice; the lines written between copy and emptying are lost.
 */
final class LogFiles {
    static final long LIMIT_BYTES = 10L << 20;

    private final Path folder;

    LogFiles(Path folder) {
        this.folder = folder;
    }

    /** Keeps every log within {@code limit} bytes, and its predecessor as well. */
    void bound(long limit) throws IOException {
        try (var logs = Files.newDirectoryStream(folder, "*.log")) {
            for (var log : logs) {
                if (Files.size(log) > limit) {
                    Files.copy(log, log.resolveSibling(log.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
                    try (var channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
                        channel.truncate(0);
                    }
                }
            }
        }
    }

    /** The last lines of a process's log. */
    static List<String> tail(Path log, int lines) {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            var from = Math.max(0, file.length() - 32_768);
            file.seek(from);
            var bytes = new byte[(int) (file.length() - from)];
            file.readFully(bytes);
            var all = new String(bytes, StandardCharsets.UTF_8).lines().toList();
            return all.subList(Math.max(0, all.size() - lines), all.size());
        } catch (IOException unreadable) {
            return List.of();
        }
    }

    /**
     * Prints the last lines of the logs whose names begin with {@code prefix}, then what is added, until interrupted. With
     * several logs each line says whose it is.
     */
    void follow(String prefix, PrintStream out) throws IOException, InterruptedException {
        var positions = new HashMap<Path, Long>();
        while (true) {
            var logs = named(prefix);
            if (logs.isEmpty()) {
                throw new Refusal("there is no log of '" + prefix + "' in " + folder);
            }
            for (var log : logs) {
                print(log, logs.size() > 1, positions, out);
            }
            Thread.sleep(200);
        }
    }

    private List<Path> named(String prefix) throws IOException {
        var found = new ArrayList<Path>();
        try (var logs = Files.newDirectoryStream(folder, "*.log")) {
            for (var log : logs) {
                var name = name(log);
                if (prefix.isEmpty() || name.equals(prefix) || name.startsWith(prefix + "#")) {
                    found.add(log);
                }
            }
        }
        found.sort(null);
        return found;
    }

    private static void print(Path log, boolean several, Map<Path, Long> positions, PrintStream out)
            throws IOException {
        var size = Files.size(log);
        var position = positions.computeIfAbsent(log, first -> Math.max(0, size - 4_096));
        if (size < position) {
            position = 0L;
        }
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            file.seek(position);
            var bytes = new byte[(int) Math.min(size - position, 1 << 20)];
            file.readFully(bytes);
            var end = bytes.length;
            while (end > 0 && bytes[end - 1] != '\n') {
                end--;
            }
            var label = several ? "%-24s ".formatted(name(log)) : "";
            new String(bytes, 0, end, StandardCharsets.UTF_8).lines().forEach(line -> out.println(label + line));
            positions.put(log, position + end);
        }
    }

    private static String name(Path log) {
        return log.getFileName().toString().replaceFirst("\\.log$", "");
    }
}
