package io.realtimeconnect.local;

import io.realtimeconnect.stores.RedisServer;

/** The suite's own Redis. */
record RedisProgram(RedisServer server) implements Program {
    @Override
    public String name() {
        return "redis";
    }

    @Override
    public Process start() {
        return server.start().process();
    }

    @Override
    public boolean isReady() {
        return server.isAlive();
    }

    @Override
    public void stop(Process process) {
        server.stop();
    }
}
