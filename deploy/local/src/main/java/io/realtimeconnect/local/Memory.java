package io.realtimeconnect.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** How much memory a process holds. */
final class Memory {
    private Memory() {}

    /** Resident set in MiB; 0 if it cannot be told. */
    static long residentMb(ProcessHandle process) {
        return megabytes(kilobytes(process, "status", "VmRSS:"));
    }

    /** What the process and its children hold in MiB, each page they share counted once (Linux; elsewhere see above). */
    static long proportionalMb(ProcessHandle process) {
        return megabytes(Stream.concat(Stream.of(process), process.descendants())
                .mapToLong(each -> kilobytes(each, "smaps_rollup", "Pss:"))
                .sum());
    }

    private static long megabytes(long kilobytes) {
        return Math.round(kilobytes / 1024.0);
    }

    private static long kilobytes(ProcessHandle process, String file, String label) {
        try {
            var report = Path.of("/proc", Long.toString(process.pid()), file);
            if (Files.exists(report)) {
                return Files.readAllLines(report).stream()
                        .filter(line -> line.startsWith(label))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum();
            }
            var ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(process.pid())).start();
            var text = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return text.isEmpty() ? 0 : Long.parseLong(text);
        } catch (IOException gone) {
            return 0;
        }
    }
}
