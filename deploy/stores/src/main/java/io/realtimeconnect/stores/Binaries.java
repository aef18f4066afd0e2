package io.realtimeconnect.stores;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** The servers' executables, unpacked once from Maven artifacts into a folder and found there ever after. */
final class Binaries {
    static final String POSTGRES = "18.6.0";
    static final String REDIS = "7.0.15";
    private static final Object UNPACKING = new Object();

    private final Path folder;

    Binaries(Path folder) {
        this.folder = folder;
    }

    /** Shared by all test runs of this user on this machine: {@code <temp>/realtime-connect-bin-<user>}. */
    static Binaries shared() {
        var user = System.getProperty("user.name", "nobody");
        return new Binaries(Path.of(System.getProperty("java.io.tmpdir"), "realtime-connect-bin-" + user));
    }

    /** PostgreSQL's installation, with {@code bin/initdb} and {@code bin/postgres}. */
    Path postgres() {
        return unpacked("postgresql-" + POSTGRES, target -> {
            var archive = "/postgres-%s-%s.txz".formatted(os(), isArm() ? "arm_64" : "x86_64");
            try (var in = resource(archive)) {
                untar(in, target);
            }
        });
    }

    /** The redis-server executable. */
    Path redis() {
        return unpacked("redis-" + REDIS, target -> {
                    try (var in =
                            resource("/redis-server-%s-%s-%s".formatted(REDIS, os(), isArm() ? "arm64" : "amd64"))) {
                        var file = target.resolve("redis-server");
                        Files.copy(in, file);
                        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
                    }
                })
                .resolve("redis-server");
    }

    private interface Unpacking {
        void into(Path target) throws IOException;
    }

    /** Unpacks beside the final place and moves, under a lock across processes: half an installation is never seen. */
    private Path unpacked(String name, Unpacking unpacking) {
        var target = folder.resolve(name);
        if (Files.isDirectory(target)) {
            return target;
        }
        synchronized (UNPACKING) {
            try {
                Files.createDirectories(folder);
                if (!Files.isWritable(folder)) {
                    throw new IllegalStateException(
                            folder + " belongs to somebody else: remove it or set java.io.tmpdir");
                }
                try (var channel = FileChannel.open(
                                folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        var lock = channel.lock()) {
                    if (lock.isValid() && !Files.isDirectory(target)) {
                        var work = Files.createTempDirectory(folder, name);
                        Files.setPosixFilePermissions(work, PosixFilePermissions.fromString("rwxr-xr-x"));
                        unpacking.into(work);
                        Files.move(work, target, StandardCopyOption.ATOMIC_MOVE);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot unpack " + name + " into " + folder, e);
            }
        }
        return target;
    }

    private static InputStream resource(String name) {
        var in = Binaries.class.getResourceAsStream(name);
        if (in == null) {
            throw new IllegalStateException("no server for this system on the class path (" + name
                    + "): set DATABASE_URL and REDIS_URL, or run a Docker engine");
        }
        return new BufferedInputStream(in, 1 << 16);
    }

    private static void untar(InputStream in, Path target) throws IOException {
        try (var tar = new TarArchiveInputStream(new XZCompressorInputStream(in))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                var file = target.resolve(entry.getName()).normalize();
                if (!file.startsWith(target)) {
                    throw new IOException("archive entry outside its folder: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                    continue;
                }
                Files.createDirectories(file.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
                } else if (entry.isLink()) {
                    Files.createLink(file, target.resolve(entry.getLinkName()).normalize());
                } else {
                    Files.copy(tar, file);
                    if ((entry.getMode() & 0100) != 0) {
                        var permissions = EnumSet.copyOf(Files.getPosixFilePermissions(file));
                        permissions.add(PosixFilePermission.OWNER_EXECUTE);
                        permissions.add(PosixFilePermission.GROUP_EXECUTE);
                        permissions.add(PosixFilePermission.OTHERS_EXECUTE);
                        Files.setPosixFilePermissions(file, permissions);
                    }
                }
            }
        }
    }

    private static String os() {
        var name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        return name.startsWith("mac") ? "darwin" : "linux";
    }

    private static boolean isArm() {
        var arch = System.getProperty("os.arch", "");
        return arch.equals("aarch64") || arch.equals("arm64");
    }
}
