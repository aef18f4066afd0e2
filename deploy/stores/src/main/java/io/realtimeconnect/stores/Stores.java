package io.realtimeconnect.stores;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL and Redis for tests. Each comes from the environment ({@code DATABASE_URL}, {@code REDIS_URL}), else from
 * Testcontainers if a Docker engine answers, else from a binary on the class path; one server of each per JVM, started at
 * first use. Publish and subscribe reaches all databases of one Redis: a test that listens wants {@link #privateRedis()}
 * or keys of its own.
 */
public final class Stores {
    /** Below what Linux (32768), macOS and Windows (49152) give to connections, above the ports of a suite that tests start. */
    private static final int FIRST_PORT = 26_000;

    private static final int FIRST_HANDED_OUT = 32_700;
    private static final int PORT_ATTEMPTS = 1_000;

    private static final Stores SHARED = new Stores(System.getenv());

    private final Map<String, String> environment;
    private final AtomicInteger databases = new AtomicInteger();
    private final Map<String, PostgresSchema> schemas = new ConcurrentHashMap<>();
    private final Map<String, String> passwords = new ConcurrentHashMap<>();
    private final Set<Integer> ports = ConcurrentHashMap.newKeySet();
    private @Nullable Scratch scratch;
    private @Nullable PostgresStore postgres;
    private @Nullable RedisStore redis;
    private @Nullable Boolean docker;

    Stores(Map<String, String> environment) {
        this.environment = environment;
    }

    /** This JVM's PostgreSQL, seen by its administrator. */
    public static PostgresStore postgres() {
        return SHARED.sharedPostgres();
    }

    /** This JVM's Redis. */
    public static RedisStore redis() {
        return SHARED.sharedRedis();
    }

    /** The schema of that name in a database that this JVM's tests share: made once, migrated by whoever comes first. */
    public static PostgresSchema schema(String name) {
        return SHARED.schemas.computeIfAbsent(name, Stores::freshSchema);
    }

    /** The schema of that name, with its roles, in a database that nobody else has. Costs about 50 ms. */
    public static PostgresSchema freshSchema(String name) {
        return SHARED.freshDatabase(name);
    }

    /** A PostgreSQL of one's own, to kill, freeze and start again. Always embedded; ends with the JVM at the latest. */
    public static PostgresServer privatePostgres() {
        var folder = SHARED.scratch().folder("postgres");
        var server = PostgresServer.quick(folder, freePort()).start();
        SHARED.scratch().atEnd(server::close);
        return server;
    }

    /** A replica of a PostgreSQL of one's own, which restarts meanwhile; it streams from then on. Ends with the JVM at the latest. */
    public static PostgresServer privateReplica(PostgresServer primary) {
        try {
            var server = primary.follower(SHARED.scratch().folder("postgres"), freePort())
                    .start();
            SHARED.scratch().atEnd(server::close);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("no replica can be made", e);
        }
    }

    /** A Redis of one's own, to kill, freeze and start again. Always embedded; ends with the JVM at the latest. */
    public static RedisServer privateRedis() {
        var folder = SHARED.scratch().folder("redis");
        var server = RedisServer.quick(folder, freePort()).start();
        SHARED.scratch().atEnd(server::close);
        return server;
    }

    /** Three masters with a third of the slots each. Always embedded; ends with the JVM at the latest. */
    public static RedisCluster privateRedisCluster() {
        var cluster = RedisCluster.start(() -> SHARED.scratch().folder("redis"));
        SHARED.scratch().atEnd(cluster::close);
        return cluster;
    }

    /** A master with a replica, and a sentinel that watches them. Always embedded; ends with the JVM at the latest. */
    public static RedisSentinel privateRedisSentinel() {
        var watched = RedisSentinel.start(() -> SHARED.scratch().folder("redis"));
        SHARED.scratch().atEnd(watched::close);
        return watched;
    }

    /**
     * A port of 127.0.0.1 that was free a moment ago. None of those that systems hand out on their own: whoever stops a server there, to start
     * it again, must not find that a connection has got the number meanwhile.
     */
    public static int freePort() {
        for (int i = 0; i < PORT_ATTEMPTS; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, FIRST_HANDED_OUT);
            if (isFree(port) && SHARED.ports.add(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port from " + FIRST_PORT + " to " + FIRST_HANDED_OUT);
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private synchronized PostgresStore sharedPostgres() {
        if (postgres == null) {
            var admin = switch (Source.choose(environment, "DATABASE_URL", this::docker)) {
                case ENVIRONMENT -> PostgresStore.of(named("DATABASE_URL"));
                case CONTAINER -> Containers.postgres();
                case EMBEDDED -> privatePostgres().store();
            };
            prepareTemplate(admin);
            postgres = admin;
        }
        return postgres;
    }

    private synchronized RedisStore sharedRedis() {
        if (redis == null) {
            redis = switch (Source.choose(environment, "REDIS_URL", this::docker)) {
                case ENVIRONMENT -> new RedisStore(named("REDIS_URL"));
                case CONTAINER -> Containers.redis();
                case EMBEDDED -> privateRedis().store();
            };
        }
        return redis;
    }

    private synchronized Scratch scratch() {
        if (scratch == null) {
            scratch = Scratch.open();
        }
        return scratch;
    }

    private boolean docker() {
        if (docker == null) {
            docker = new DockerEngine(environment).answers();
        }
        return docker;
    }

    /** A database with the extensions in it, to copy: creating five extensions takes longer than copying a database. */
    private static void prepareTemplate(PostgresStore admin) {
        try (var connection = admin.connect();
                var statement = connection.createStatement()) {
            var known = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = 'rtc_test_template'");
            if (!known.next()) {
                statement.execute("CREATE DATABASE rtc_test_template");
            }
            new Provisioning(admin.database("rtc_test_template")).extensions();
        } catch (SQLException e) {
            throw new IllegalStateException("cannot prepare databases at " + admin, e);
        }
    }

    private synchronized PostgresSchema freshDatabase(String schema) {
        var admin = sharedPostgres();
        var self = ProcessHandle.current().pid();
        var database = "rtc_test_%s_%d_%d".formatted(schema, self, databases.incrementAndGet());
        try (var connection = admin.connect();
                var statement = connection.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS " + database);
            statement.execute("CREATE DATABASE " + database + " TEMPLATE rtc_test_template");
            // roles belong to the whole server, which other JVMs may share: there every run uses the same password
            var password = postgresIsOurs() ? password(schema) : "test_" + schema;
            return new Provisioning(admin.database(database)).schema(schema, password, password);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot make a database for " + schema + " at " + admin, e);
        }
    }

    private String named(String variable) {
        return environment.getOrDefault(variable, "");
    }

    private boolean postgresIsOurs() {
        return named("DATABASE_URL").isBlank();
    }

    private String password(String schema) {
        return passwords.computeIfAbsent(schema, name -> Secrets.password());
    }
}
