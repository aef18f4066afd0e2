package io.realtimeconnect.stores;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * This test JVM's folder for the servers it starts. They end with the JVM; what a killed JVM left behind, the next one
 * ends and removes.
 */
final class Scratch {
    private static final String PREFIX = "realtime-connect-stores-";
    private static final String OWNER = "owner.pid";

    private final Path folder;
    private final List<Runnable> endings = new CopyOnWriteArrayList<>();

    private Scratch(Path folder) {
        this.folder = folder;
    }

    static Scratch open() {
        var temp = Path.of(System.getProperty("java.io.tmpdir"));
        try {
            sweep(temp);
            var scratch = new Scratch(Files.createTempDirectory(temp, PREFIX));
            ProcessId.self().write(scratch.folder.resolve(OWNER));
            Runtime.getRuntime().addShutdownHook(new Thread(scratch::end, "stores"));
            return scratch;
        } catch (IOException e) {
            throw new UncheckedIOException("no room for stores in " + temp, e);
        }
    }

    /** A folder of that name and a number. */
    Path folder(String name) {
        try {
            return Files.createTempDirectory(folder, name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends a server with this JVM. */
    void atEnd(Runnable ending) {
        endings.add(ending);
    }

    private void end() {
        endings.forEach(Runnable::run);
        delete(folder);
    }

    static void sweep(Path temp) throws IOException {
        try (var folders = Files.newDirectoryStream(temp, PREFIX + "*")) {
            for (var folder : folders) {
                if (!Files.isWritable(folder)) {
                    continue;
                }
                var owner = ProcessId.read(folder.resolve(OWNER));
                if (owner.isPresent() && !owner.get().isAlive()) {
                    try (var servers = Files.newDirectoryStream(folder)) {
                        servers.forEach(server ->
                                ProcessId.read(server.resolve("server.pid")).ifPresent(ProcessId::kill));
                    }
                    delete(folder);
                }
            }
        }
    }

    /** Removes a folder and all in it, as far as it can: another sweep may be at it too. */
    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException | UncheckedIOException beingRemoved) {
            folder.toFile().delete();
        }
    }
}
