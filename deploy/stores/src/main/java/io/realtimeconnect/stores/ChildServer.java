package io.realtimeconnect.stores;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A store as a child process: stopped, killed, frozen and let go on. One thread at a time. */
abstract sealed class ChildServer implements AutoCloseable permits PostgresServer, RedisServer {
    private final String name;
    private final String shutdownSignal;
    private final Duration stopWithin;
    private @Nullable ServerProcess server;

    /** @param shutdownSignal that makes it shut down in order */
    ChildServer(String name, String shutdownSignal, Duration stopWithin) {
        this.name = name;
        this.shutdownSignal = shutdownSignal;
        this.stopWithin = stopWithin;
    }

    ServerProcess started(ServerProcess process) {
        server = process;
        return process;
    }

    /** Shuts down in order: clients are disconnected, what was acknowledged is written. */
    public void stop() {
        if (server == null) {
            return;
        }
        server.signal(shutdownSignal);
        if (!server.awaitExit(stopWithin)) {
            server.kill();
        }
    }

    /** Ends the server, and what it has started, as kill -9 would. */
    public void kill() {
        if (server != null) {
            server.kill();
        }
    }

    /** Freezes the server: connections stay open and nothing answers. */
    public void pause() {
        running().signalAll("STOP");
    }

    /** Lets a frozen server go on. */
    public void resume() {
        running().signalAll("CONT");
    }

    /** The server's process. */
    public Process process() {
        return running().process();
    }

    /** Whether the process is there; it may be frozen. */
    public boolean isAlive() {
        return server != null && server.isAlive();
    }

    /** Kills the server; its data stays. */
    @Override
    public void close() {
        kill();
    }

    private ServerProcess running() {
        if (server == null) {
            throw new IllegalStateException(name + " has not been started");
        }
        return server;
    }
}
