package io.realtimeconnect.stores;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * A PostgreSQL 18 on 127.0.0.1 as a child process: started, stopped, killed, frozen and started again on the same port
 * with the same data. One thread at a time.
 */
public final class PostgresServer extends ChildServer {
    /** The superuser of every server started here. */
    public static final String SUPERUSER = "postgres";

    private Path installation;
    private final Path folder;
    private final Path log;
    private final Path record;
    private final int port;
    private final String password;
    private final Map<String, String> settings;

    PostgresServer(
            Path installation,
            Path folder,
            Path log,
            Path record,
            int port,
            String password,
            Map<String, String> settings) {
        super("PostgreSQL", "INT", Duration.ofSeconds(15));
        this.installation = installation;
        this.folder = folder;
        this.log = log;
        this.record = record;
        this.port = port;
        this.password = password;
        this.settings = new TreeMap<>(settings);
    }

    /**
     * A server that loses nothing it has acknowledged: fsync and synchronous commit on, passwords checked by scram.
     *
     * @param binaries where the executables are, or are to be unpacked
     * @param folder the server's own; kept when it stops
     * @param log file that its output is appended to
     * @param record file that says which {@link ProcessId process} it is
     * @param password of the superuser, needed again for the same folder
     */
    public static PostgresServer durable(Path binaries, Path folder, Path log, Path record, int port, String password) {
        var settings = new TreeMap<>(COMMON);
        settings.put("fsync", "on");
        settings.put("synchronous_commit", "on");
        settings.put("full_page_writes", "on");
        settings.put("shared_buffers", "64MB");
        settings.put("max_connections", "300");
        settings.put("auto_explain.log_min_duration", "1s");
        settings.put("max_wal_size", "256MB");
        return new PostgresServer(new Binaries(binaries).postgres(), folder, log, record, port, password, settings);
    }

    /** A server for tests: what it acknowledged survives a kill -9, but not a power cut. */
    static PostgresServer quick(Path folder, int port) {
        var settings = new TreeMap<>(COMMON);
        settings.put("fsync", "off");
        settings.put("synchronous_commit", "on");
        settings.put("full_page_writes", "off");
        settings.put("shared_buffers", "32MB");
        settings.put("max_connections", "200");
        return new PostgresServer(
                Binaries.shared().postgres(),
                folder.resolve("data"),
                folder.resolve("postgres.log"),
                folder.resolve("server.pid"),
                port,
                Secrets.password(),
                settings);
    }

    private static final Map<String, String> COMMON = Map.of(
            "listen_addresses", "127.0.0.1",
            "unix_socket_directories", "",
            "password_encryption", "scram-sha-256",
            "shared_preload_libraries", "pg_stat_statements,auto_explain",
            "io_method", "sync",
            "timezone", "UTC",
            "log_timezone", "UTC",
            "lc_messages", "C",
            "jit", "off");

    /**
     * A server that follows another one: a copy of its folder, made while it is at rest, and its log from then on.
     *
     * @param folder of the new one
     * @throws IOException when the folder cannot be copied
     */
    PostgresServer follower(Path folder, int port) throws IOException {
        stop();
        copy(this.folder, folder.resolve("data"));
        start();
        Files.createFile(folder.resolve("data/standby.signal"));
        var following = new TreeMap<>(settings);
        following.put(
                "primary_conninfo",
                "host=127.0.0.1 port=%d user=%s password=%s".formatted(this.port, SUPERUSER, password));
        return new PostgresServer(
                installation,
                folder.resolve("data"),
                folder.resolve("postgres.log"),
                folder.resolve("server.pid"),
                port,
                password,
                following);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    /** Starts the server, making its data folder the first time, and returns once it answers. */
    public PostgresServer start() {
        try {
            var prefix = prefix();
            initialise(prefix);
            var command = new ArrayList<>(prefix);
            command.add(installation.resolve("bin/postgres").toString());
            command.addAll(List.of("-D", folder.toString(), "-p", Integer.toString(port)));
            settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
            awaitAnswer(started(ServerProcess.start(command, folder, log, record)));
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL in " + folder + " does not start", e);
        }
        return this;
    }

    /** The superuser's access to the database {@code postgres}. */
    public PostgresStore store() {
        return new PostgresStore("127.0.0.1", port, SUPERUSER, SUPERUSER, password);
    }

    /** What to put before the commands, with executables that a command with that prefix may read. */
    private List<String> prefix() throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        var prefix = Unprivileged.prefix(folder);
        if (!Unprivileged.reaches(prefix, installation.resolve("bin/initdb"))) {
            installation = Binaries.shared().postgres();
        }
        return prefix;
    }

    private void initialise(List<String> prefix) throws IOException {
        if (Files.exists(folder.resolve("PG_VERSION"))) {
            return;
        }
        var secret = Files.createTempFile(folder.toAbsolutePath().getParent(), "superuser", null);
        try {
            Files.writeString(secret, password + "\n");
            Unprivileged.prefix(secret);
            var command = new ArrayList<>(prefix);
            command.addAll(List.of(
                    installation.resolve("bin/initdb").toString(),
                    "-D",
                    folder.toString(),
                    "-U",
                    SUPERUSER,
                    "--pwfile=" + secret,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                    "--no-sync",
                    "--no-instructions"));
            var initdb = ServerProcess.start(command, folder, log, record);
            if (!initdb.awaitExit(Duration.ofMinutes(2)) || initdb.process().exitValue() != 0) {
                initdb.kill();
                throw new IOException("initdb failed: " + initdb.lastWords());
            }
        } finally {
            Files.delete(secret);
        }
    }

    private void awaitAnswer(ServerProcess starting) {
        var deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        SQLException last = new SQLException("not asked yet");
        while (System.nanoTime() < deadline && starting.isAlive()) {
            try (var connection = connect()) {
                if (connection.isValid(2)) {
                    return;
                }
            } catch (SQLException notYet) {
                last = notYet;
            }
            starting.awaitExit(Duration.ofMillis(30));
        }
        var words = starting.lastWords();
        starting.kill();
        throw new IllegalStateException("PostgreSQL on port " + port + " did not come up: " + words, last);
    }

    private Connection connect() throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", SUPERUSER);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("socketTimeout", "5");
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", properties);
    }
}
