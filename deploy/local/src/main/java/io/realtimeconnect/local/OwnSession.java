package io.realtimeconnect.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A session of its own for each child, so that Ctrl-C reaches this process first and the children end in order. */
final class OwnSession {
    private static final List<String> PREFIX = Stream.of("/usr/bin/setsid", "/bin/setsid")
            .filter(path -> Files.isExecutable(Path.of(path)))
            .limit(1)
            .toList();

    private OwnSession() {}

    /** Words to put before a command; none where the system has no setsid. */
    static List<String> prefix() {
        return PREFIX;
    }
}
