package io.realtimeconnect.local;

import io.realtimeconnect.stores.PostgresServer;
import java.sql.SQLException;

/** The suite's own PostgreSQL. */
record PostgresProgram(PostgresServer server) implements Program {
    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public Process start() {
        server.start();
        assertDurable();
        return server.process();
    }

    @Override
    public boolean isReady() {
        return server.isAlive();
    }

    @Override
    public void stop(Process process) {
        server.stop();
    }

    /** The servers of test libraries lose what they acknowledged; this one must not, whatever its files say. */
    private void assertDurable() {
        try (var connection = server.store().connect();
                var statement = connection.createStatement()) {
            for (var setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
                var answer = statement.executeQuery("SHOW " + setting);
                if (!answer.next() || !answer.getString(1).equals("on")) {
                    server.stop();
                    throw new Refusal("PostgreSQL runs without " + setting + ": it would lose acknowledged messages");
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot ask PostgreSQL for its settings", e);
        }
    }
}
