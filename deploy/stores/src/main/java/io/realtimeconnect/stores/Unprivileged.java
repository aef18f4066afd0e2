package io.realtimeconnect.stores;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * PostgreSQL refuses to run as root. Root therefore starts it inside a user namespace of its own, where it is nobody
 * and yet owns its files; where the kernel has no such namespaces, as the user {@code nobody} (65534).
 */
final class Unprivileged {
    private static final String NOBODY = "65534";

    private Unprivileged() {}

    /** Words to put before a command; makes {@code owned} belong to whoever the command will run as. */
    static List<String> prefix(Path owned) throws IOException {
        if (!isRoot()) {
            return List.of();
        }
        if (succeeds("unshare", "-U", "true")) {
            return List.of("unshare", "-U");
        }
        if (succeeds("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "true")
                && succeeds("chown", "-R", NOBODY + ":" + NOBODY, owned.toString())) {
            return List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
        }
        throw new IOException("PostgreSQL does not run as root, and neither unshare -U nor setpriv work here:"
                + " run as an ordinary user or set DATABASE_URL");
    }

    private static boolean isRoot() throws IOException {
        var self = Path.of("/proc/self");
        return Files.exists(self) && Integer.valueOf(0).equals(Files.getAttribute(self, "unix:uid"));
    }

    private static boolean succeeds(String... command) {
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
