package io.realtimeconnect.local;

import io.realtimeconnect.stores.ProcessId;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The services as Maven built them: each jar is unpacked once (a JVM starts faster from plain jars), and once the suite
 * stands, a short extra run records an archive that makes the next start faster. Both are kept under the state folder by
 * content of the jar, version of Java and flags; the archive is never needed.
 */
final class BootJars implements Software {
    private static final int TRAINING_SECONDS = 120;

    private final Path root;
    private final StateFolder state;
    private final Path apps;
    private final Path java;
    private final JavaFlags flags;
    private final Map<String, Path> unpacked = new ConcurrentHashMap<>();

    BootJars(Path root, StateFolder state) {
        this.root = root;
        this.state = state;
        this.apps = state.apps();
        this.java = Path.of(System.getProperty("java.home"), "bin", "java");
        this.flags = JavaFlags.ofThisJava();
    }

    @Override
    public void prepare(Service service) {
        unpacked.computeIfAbsent(service.name(), name -> unpack(service));
    }

    @Override
    public List<String> command(Service service) {
        prepare(service);
        var archive = archive(service);
        return command(service, Files.exists(archive) ? flags.using(archive) : List.of());
    }

    @Override
    public void improve(Service service, Map<String, String> environment) {
        var archive = archive(service);
        if (Files.exists(archive)) {
            return;
        }
        try {
            train(service, environment, archive);
        } catch (IOException e) {
            throw new UncheckedIOException("no archive for " + service.name(), e);
        }
    }

    /**
     * Runs the service until its context stands, on ports of its own and with whatever processor time is left over. It reaches
     * no store: a process that gets so little time must not hold a lock that the suite waits for.
     */
    private void train(Service service, Map<String, String> environment, Path archive) throws IOException {
        var fresh = archive.resolveSibling(
                archive.getFileName() + "." + ProcessHandle.current().pid());
        var words = new ArrayList<String>();
        if (Files.isExecutable(Path.of("/usr/bin/nice"))) {
            words.addAll(List.of("nice", "-n", "19"));
        }
        var training = new ArrayList<>(flags.training(fresh));
        training.add("-Dspring.context.exit=onRefresh");
        words.addAll(command(service, training));
        var log = archive.resolveSibling("training.log").toFile();
        var builder = new ProcessBuilder(words)
                .directory(folder(service).toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(log);
        var variables = new TreeMap<>(environment);
        variables.put("SERVER_PORT", "0");
        variables.put("MANAGEMENT_SERVER_PORT", "0");
        variables.keySet().removeAll(List.of("DATABASE_URL", "READ_REPLICA_URLS", "REDIS_URL", "REDIS_CACHE_URL"));
        variables.put("SPRING_FLYWAY_ENABLED", "false");
        variables.put("SPRING_R2DBC_URL", "r2dbc:postgresql://127.0.0.1:1/nowhere");
        variables.put("SPRING_DATA_REDIS_URL", "redis://127.0.0.1:1");
        builder.environment().clear();
        builder.environment().putAll(variables);
        var process = builder.start();
        var record = state.record("training-" + service.name());
        var id = ProcessId.of(process.pid());
        if (id.isPresent()) {
            id.get().write(record);
        }
        try {
            if (!process.waitFor(TRAINING_SECONDS, TimeUnit.SECONDS) || !Files.exists(fresh)) {
                throw new IOException("training did not finish, see " + log);
            }
            Files.move(fresh, archive, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Files.deleteIfExists(fresh);
            Files.deleteIfExists(Path.of(fresh + ".config"));
            Files.deleteIfExists(record);
        }
    }

    private List<String> command(Service service, List<String> more) {
        var words = new ArrayList<String>();
        words.add(java.toString());
        words.addAll(flags.common());
        words.addAll(more);
        var own = System.getenv("RTC_" + service.variable() + "_JAVA_OPTS");
        Optional.ofNullable(own == null ? System.getenv("RTC_JAVA_OPTS") : own)
                .filter(options -> !options.isBlank())
                .ifPresent(options -> words.addAll(List.of(options.strip().split("\\s+"))));
        words.addAll(List.of(
                "-Dspring.main.banner-mode=off",
                "-jar",
                folder(service).resolve("app.jar").toString()));
        return words;
    }

    private Path folder(Service service) {
        var folder = unpacked.get(service.name());
        if (folder == null) {
            throw new IllegalStateException(service.name() + " is not unpacked");
        }
        return folder;
    }

    private Path archive(Service service) {
        var java = Integer.toHexString(Runtime.version().toString().hashCode());
        return folder(service)
                .resolve("java-%d-%s-%d.%s"
                        .formatted(flags.feature(), java, JavaFlags.REVISION, flags.hasAotCache() ? "aot" : "jsa"));
    }

    private Path unpack(Service service) {
        var jar = jar(service);
        try {
            var target = apps.resolve(service.name() + "-" + digest(jar));
            if (Files.isDirectory(target)) {
                Files.setLastModifiedTime(target, FileTime.from(Instant.now()));
                return target;
            }
            Files.createDirectories(apps);
            removeUnused(service);
            var work = Files.createTempDirectory(apps, service.name() + "-unpacking");
            var process = new ProcessBuilder(
                            java.toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-Djarmode=tools",
                            "-jar",
                            jar.toString(),
                            "extract",
                            "--force",
                            "--destination",
                            work.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (process.waitFor() != 0) {
                throw new Refusal(jar + " cannot be unpacked: is it a complete build?");
            }
            Files.move(work.resolve(jar.getFileName()), work.resolve("app.jar"));
            moveUnlessThere(work, target);
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack " + jar, e);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Refusal("interrupted");
        }
    }

    private Path jar(Service service) {
        var target = root.resolve(service.name()).resolve("target");
        try (var jars = Files.newDirectoryStream(target, service.name() + "-*.jar")) {
            for (var jar : jars) {
                return jar;
            }
        } catch (IOException absent) {
            throw new Refusal(service.name() + " is not built: run ./mvnw package -DskipTests", absent);
        }
        throw new Refusal(service.name() + " is not built: run ./mvnw package -DskipTests");
    }

    /** Another suite may have been quicker. */
    private static void moveUnlessThere(Path work, Path target) throws IOException {
        try {
            Files.move(work, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.isDirectory(target)) {
                throw e;
            }
            StateFolder.remove(work);
        }
    }

    /** Removes earlier builds that nobody has started for a day; another suite may still run a younger one. */
    private void removeUnused(Service service) throws IOException {
        var yesterday = Instant.now().minus(Duration.ofDays(1));
        try (var builds = Files.newDirectoryStream(apps, service.name() + "-*")) {
            for (var build : builds) {
                if (Files.getLastModifiedTime(build).toInstant().isBefore(yesterday)) {
                    StateFolder.remove(build);
                }
            }
        }
    }

    private static String digest(Path jar) throws IOException {
        try (var in = new DigestInputStream(Files.newInputStream(jar), MessageDigest.getInstance("SHA-256"))) {
            var buffer = new byte[1 << 16];
            while (in.read(buffer) >= 0) {
                // only the digest is wanted
            }
            return HexFormat.of().formatHex(in.getMessageDigest().digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
