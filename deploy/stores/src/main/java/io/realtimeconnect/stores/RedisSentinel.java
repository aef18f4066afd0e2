package io.realtimeconnect.stores;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** A Redis master and its replica on 127.0.0.1, watched by one sentinel that fails over half a second after the master is gone. */
public final class RedisSentinel implements AutoCloseable {
    private final RedisServer master;
    private final RedisServer replica;
    private final ServerProcess sentinel;
    private final String password;
    private final int port;

    private RedisSentinel(RedisServer master, RedisServer replica, ServerProcess sentinel, String password, int port) {
        this.master = master;
        this.replica = replica;
        this.sentinel = sentinel;
        this.password = password;
        this.port = port;
    }

    static RedisSentinel start(Supplier<Path> folders) {
        var password = Secrets.password();
        var shared = "masterauth " + password + "\nrepl-diskless-sync yes\nrepl-diskless-sync-delay 0\n";
        var master = RedisServer.quick(folders.get(), Stores.freePort(), password, shared)
                .start();
        var replica = RedisServer.quick(
                        folders.get(), Stores.freePort(), password, shared + "replicaof 127.0.0.1 " + master.port())
                .start();
        var folder = folders.get();
        int port = Stores.freePort();
        try {
            var config = folder.resolve("sentinel.conf");
            Files.writeString(config, """
                    bind 127.0.0.1
                    port %d
                    dir "%s"
                    sentinel monitor main 127.0.0.1 %d 1
                    sentinel auth-pass main %s
                    sentinel down-after-milliseconds main 500
                    sentinel failover-timeout main 2000
                    """.formatted(port, folder.toAbsolutePath(), master.port(), password));
            var watching = new RedisSentinel(
                    master,
                    replica,
                    ServerProcess.start(
                            List.of(Binaries.shared().redis().toString(), config.toString(), "--sentinel"),
                            folder,
                            folder.resolve("sentinel.log"),
                            folder.resolve("sentinel.pid")),
                    password,
                    port);
            watching.awaitReplica();
            return watching;
        } catch (IOException e) {
            master.close();
            replica.close();
            throw new UncheckedIOException("the sentinel in " + folder + " does not start", e);
        }
    }

    /** The first master. */
    public RedisServer master() {
        return master;
    }

    /** Its replica, which becomes the master when that is gone. */
    public RedisServer replica() {
        return replica;
    }

    /** {@code redis-sentinel://}, with the servers' password. */
    public String url() {
        return "redis-sentinel://:" + password + "@127.0.0.1:" + port + "/0#main";
    }

    /** Kills all three. */
    @Override
    public void close() {
        sentinel.kill();
        replica.close();
        master.close();
    }

    /** Until the replica follows and the sentinel knows of it: there is nobody to fail over to before. */
    private void awaitReplica() throws IOException {
        var asked = new RedisQuestion(port, "");
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!(replica.ask("INFO", "replication").contains("master_link_status:up") && known(asked))) {
            if (System.nanoTime() > deadline) {
                close();
                throw new IOException("the replica does not follow");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }

    private static boolean known(RedisQuestion sentinel) {
        try {
            return sentinel.ask("INFO", "sentinel").contains("slaves=1");
        } catch (IOException notYet) {
            return false;
        }
    }
}
