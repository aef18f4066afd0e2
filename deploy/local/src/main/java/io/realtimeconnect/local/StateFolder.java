package io.realtimeconnect.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Where the suite keeps all it writes.
 *
 * @param path data, secrets, logs: {@code RTC_STATE_DIR}, else {@code .connect} beside the script
 * @param derived what was unpacked or recorded from the build, named by content so that suites share it: {@code
 *     .connect} beside the script
 */
record StateFolder(Path path, Path derived) {
    static StateFolder of(Map<String, String> environment, Path root) {
        var given = environment.getOrDefault("RTC_STATE_DIR", "");
        var derived = root.resolve(".connect").toAbsolutePath().normalize();
        return new StateFolder(
                given.isBlank() ? derived : Path.of(given).toAbsolutePath().normalize(), derived);
    }

    /** Makes the folder; what is in it is its owner's only. */
    StateFolder make() {
        try {
            for (var folder : List.of(path, path("run"), path("logs"), path("work"))) {
                Files.createDirectories(folder);
            }
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
            return this;
        } catch (IOException e) {
            throw new Refusal("cannot write to " + path + ": " + e.getMessage(), e);
        }
    }

    Path path(String name) {
        return path.resolve(name);
    }

    /** The stores' executables. */
    Path binaries() {
        return derived.resolve("bin");
    }

    /** The services, unpacked. */
    Path apps() {
        return derived.resolve("apps");
    }

    /** Which process a server or service is. */
    Path record(String name) {
        return path("run").resolve(name + ".pid");
    }

    Path log(String name) {
        return path("logs").resolve(name + ".log");
    }

    /** Removes data, secrets and logs. What was unpacked or derived from the build stays. */
    void wipe() {
        for (var name : List.of("postgres", "redis", "secrets", "logs", "work", "run")) {
            remove(path(name));
        }
    }

    static void remove(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder, e);
        }
    }

    /** Writes a file that only its owner may read, whole or not at all. */
    static void writePrivately(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, text);
        Files.move(fresh, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    }
}
