package io.realtimeconnect.stores;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/**
 * A Redis 7.0 on 127.0.0.1 as a child process: started, stopped, killed, frozen and started again on the same port.
 * One thread at a time.
 */
public final class RedisServer extends ChildServer {
    private final Path executable;
    private final Path folder;
    private final Path log;
    private final Path record;
    private final int port;
    private final String password;
    private final boolean appendOnly;
    private final String more;

    RedisServer(
            Path executable,
            Path folder,
            Path log,
            Path record,
            int port,
            String password,
            boolean appendOnly,
            String more) {
        super("Redis", "TERM", Duration.ofSeconds(10));
        this.executable = executable;
        this.folder = folder;
        this.log = log;
        this.record = record;
        this.port = port;
        this.password = password;
        this.appendOnly = appendOnly;
        this.more = more;
    }

    /**
     * A server that keeps what it was told for all but the last second (append-only file, synced every second).
     *
     * @param binaries where the executable is, or is to be unpacked
     * @param folder the server's own; kept when it stops
     * @param log file that its output is appended to
     * @param record file that says which {@link ProcessId process} it is
     */
    public static RedisServer durable(Path binaries, Path folder, Path log, Path record, int port, String password) {
        return new RedisServer(new Binaries(binaries).redis(), folder, log, record, port, password, true, "");
    }

    /** A server for tests: everything is gone when it ends. */
    static RedisServer quick(Path folder, int port) {
        return quick(folder, port, Secrets.password(), "");
    }

    /** @param more lines of its configuration */
    static RedisServer quick(Path folder, int port, String password, String more) {
        return new RedisServer(
                Binaries.shared().redis(),
                folder,
                folder.resolve("redis.log"),
                folder.resolve("server.pid"),
                port,
                password,
                false,
                more);
    }

    /** Starts the server and returns once it answers (with the append-only file, once that is loaded). */
    public RedisServer start() {
        try {
            Files.createDirectories(folder);
            // a file, not arguments: everybody may read the arguments of a process
            var config = folder.resolve("redis.conf");
            Files.deleteIfExists(config);
            Files.createFile(
                    config, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(
                    config, """
                    bind 127.0.0.1
                    port %d
                    dir "%s"
                    requirepass %s
                    save ""
                    appendonly %s
                    appendfsync everysec
                    maxmemory-policy noeviction
                    databases 16
                    %s
                    """.formatted(port, folder.toAbsolutePath(), password, appendOnly ? "yes" : "no", more));
            awaitAnswer(started(
                    ServerProcess.start(List.of(executable.toString(), config.toString()), folder, log, record)));
        } catch (IOException e) {
            throw new UncheckedIOException("Redis in " + folder + " does not start", e);
        }
        return this;
    }

    /** How to reach it, with its password. */
    public RedisStore store() {
        return new RedisStore("redis://:" + password + "@127.0.0.1:" + port + "/0");
    }

    int port() {
        return port;
    }

    /** Asks the server for something. */
    String ask(String... command) throws IOException {
        return new RedisQuestion(port, password).ask(command);
    }

    private void awaitAnswer(ServerProcess starting) {
        var deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (System.nanoTime() < deadline && starting.isAlive()) {
            if (ping()) {
                return;
            }
            starting.awaitExit(Duration.ofMillis(10));
        }
        var words = starting.lastWords();
        starting.kill();
        throw new IllegalStateException("Redis on port " + port + " did not come up: " + words);
    }

    private boolean ping() {
        try {
            return ask("PING").equals("PONG");
        } catch (IOException notYet) {
            return false;
        }
    }
}
