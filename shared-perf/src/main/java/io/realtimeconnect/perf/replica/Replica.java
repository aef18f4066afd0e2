package io.realtimeconnect.perf.replica;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** One replica: its connections, and what the last look at it found. */
final class Replica {

    /** Where the log has been replayed to, in bytes; null where nothing is replayed, because it is no replica (any more). */
    private static final String REPLAYED = """
            SELECT CASE WHEN pg_is_in_recovery() THEN (pg_last_wal_replay_lsn() - '0/0'::pg_lsn)::bigint ELSE -1 END""";

    private final String name;
    private final ConnectionPool connections;
    private final ConnectionPool looks;
    private volatile State state = new State("not seen yet", null);

    /** @param looks a connection of its own, so that a busy pool is not taken for an ill replica */
    Replica(String name, ConnectionPool connections, ConnectionPool looks) {
        this.name = name;
        this.connections = connections;
        this.looks = looks;
    }

    /**
     * @param why it is not to be read from; null when it is
     * @param lag how far it is behind at most; null when that is not known
     */
    record State(@Nullable String why, @Nullable Duration lag) {

        boolean fit() {
            return why == null;
        }
    }

    String name() {
        return name;
    }

    ConnectionPool connections() {
        return connections;
    }

    State state() {
        return state;
    }

    /** Looks; never fails. True when it has become fit, or is not any more. */
    Mono<Boolean> look(Watermarks watermarks, Duration maxLag, Duration patience) {
        return position(looks, REPLAYED)
                .timeout(patience)
                .map(position -> judge(position, watermarks, maxLag))
                .onErrorResume(e -> Mono.just(new State("does not answer", null)))
                .map(now -> {
                    boolean changed = now.fit() != state.fit();
                    state = now;
                    return changed;
                });
    }

    private static State judge(long position, Watermarks watermarks, Duration maxLag) {
        if (position < 0) {
            return new State("is no replica", null);
        }
        Duration lag = watermarks.lag(position, System.nanoTime());
        return new State(lag == null || lag.compareTo(maxLag) > 0 ? "is too far behind" : null, lag);
    }

    /** The one number that a statement answers. */
    static Mono<Long> position(ConnectionFactory from, String sql) {
        return Mono.usingWhen(
                from.create(),
                connection -> Mono.from(connection.createStatement(sql).execute())
                        .flatMap(result ->
                                Mono.from(result.map(row -> Objects.requireNonNull(row.get(0, Long.class))))),
                Connection::close);
    }

    void close() {
        connections.dispose();
        looks.dispose();
    }
}
