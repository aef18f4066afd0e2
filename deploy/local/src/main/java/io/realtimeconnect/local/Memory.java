package io.realtimeconnect.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** How much memory a process holds. */
final class Memory {
    private Memory() {}

    /** Resident set of the process and its children in MiB, shared pages counted each time; 0 if it cannot be told. */
    static long residentMb(ProcessHandle process) {
        var kb = Stream.concat(Stream.of(process), process.descendants())
                .mapToLong(each -> residentKb(each.pid()))
                .sum();
        return Math.round(kb / 1024.0);
    }

    private static long residentKb(long pid) {
        try {
            var status = Path.of("/proc", Long.toString(pid), "status");
            if (Files.exists(status)) {
                return Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .sum();
            }
            var ps = new ProcessBuilder("ps", "-o", "rss=", "-p", Long.toString(pid)).start();
            var text = new String(ps.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
            return text.isEmpty() ? 0 : Long.parseLong(text);
        } catch (IOException gone) {
            return 0;
        }
    }
}
