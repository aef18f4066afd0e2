package io.realtimeconnect.stores;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * PostgreSQL refuses to run as root. Root therefore starts it inside a user namespace of its own, where it is nobody
 * and yet owns its files; where the kernel has no such namespaces, as the user {@code nobody} (65534).
 */
final class Unprivileged {
    private static final String NOBODY = "65534";
    private static final List<String> NOBODY_AT_ALL =
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
    /** The folders above a data folder are root's alone: only with this capability does nobody get through them. */
    private static final List<String> NOBODY_WHO_MAY_PASS = Stream.concat(
                    NOBODY_AT_ALL.stream(), Stream.of("--inh-caps=+dac_override", "--ambient-caps=+dac_override"))
            .toList();

    private Unprivileged() {}

    /** Words to put before a command; makes {@code owned} belong to whoever the command will run as. */
    static List<String> prefix(Path owned) throws IOException {
        if (!isRoot()) {
            return List.of();
        }
        if (succeeds(List.of("unshare", "-U", "true"))) {
            return List.of("unshare", "-U");
        }
        for (var setpriv : List.of(NOBODY_WHO_MAY_PASS, NOBODY_AT_ALL)) {
            var attempt = new ArrayList<>(setpriv);
            attempt.add("true");
            if (succeeds(attempt) && succeeds(List.of("chown", "-R", NOBODY + ":" + NOBODY, owned.toString()))) {
                return setpriv;
            }
        }
        throw new IOException("PostgreSQL does not run as root, and neither unshare -U nor setpriv work here:"
                + " run as an ordinary user or set DATABASE_URL");
    }

    /** Whether a command with that prefix gets to {@code executable}: a folder above may be its owner's alone. */
    static boolean reaches(List<String> prefix, Path executable) {
        var question = new ArrayList<>(prefix);
        question.addAll(List.of("test", "-x", executable.toString()));
        return prefix.isEmpty() || succeeds(question);
    }

    private static boolean isRoot() throws IOException {
        var self = Path.of("/proc/self");
        return Files.exists(self) && Integer.valueOf(0).equals(Files.getAttribute(self, "unix:uid"));
    }

    private static boolean succeeds(List<String> command) {
        try {
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException absent) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
