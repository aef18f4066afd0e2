package io.realtimeconnect.history.log;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.ConnectionPoolConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.realtimeconnect.stores.PostgresSchema;
import io.realtimeconnect.stores.Stores;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** The log on a database of its own, without a web server around it. */
final class LogStores implements AutoCloseable {

    final PostgresSchema schema = Stores.freshSchema("history");
    final ConnectionPool pool;
    final DatabaseClient db;
    final LogReader reader;
    final Appends appends;
    final Logs logs;

    LogStores() {
        Flyway.configure()
                .dataSource(schema.jdbcUrl(), schema.owner(), schema.ownerPassword())
                .locations("classpath:db/migration")
                .load()
                .migrate();
        pool = new ConnectionPool(ConnectionPoolConfiguration.builder(
                        new PostgresqlConnectionFactory(PostgresqlConnectionConfiguration.builder()
                                .host(schema.host())
                                .port(schema.port())
                                .database(schema.database())
                                .username(schema.user())
                                .password(schema.password())
                                .build()))
                .initialSize(4)
                .maxSize(12)
                .maxAcquireTime(Duration.ofSeconds(20))
                .build());
        db = DatabaseClient.create(pool);
        Rows rows = new Rows(JsonMapper.builder().build());
        reader = new LogReader(db, rows);
        appends = new Appends(
                new LogWriter(db, rows),
                new NoPages(),
                TransactionalOperator.create(new R2dbcTransactionManager(pool)),
                Clock.systemUTC());
        logs = new Logs(db, reader, Clock.systemUTC());
    }

    private static final class NoPages implements PageRemoval {

        @Override
        public Mono<Void> afterCommit(Collection<UUID> conversations) {
            return Mono.empty();
        }

        @Override
        public Mono<Void> now(UUID conversation) {
            return Mono.empty();
        }
    }

    /** A conversation of new users. */
    Head open() {
        return logs.open(UUID.randomUUID(), List.of(UUID.randomUUID(), UUID.randomUUID()), null)
                .map(Logs.Opened::head)
                .block();
    }

    List<Outcome> append(Op... ops) {
        return appends.append(List.of(ops)).block();
    }

    /** The whole log as changes, which is what is true of it. */
    Changes whole(UUID conversationId) {
        return reader.changes(conversationId, 0, 100_000).block();
    }

    Connection asAdministrator() throws SQLException {
        return Stores.postgres().database(schema.database()).connect();
    }

    /** What is wrong with the whole database: heads that do not agree with their messages. */
    List<String> contradictions() throws SQLException {
        List<String> found = new ArrayList<>();
        try (var connection = asAdministrator();
                var rows = connection.createStatement().executeQuery("""
                        SELECT h.conversation_id::text
                          FROM history.head h
                          LEFT JOIN (SELECT conversation_id, count(*) AS n, max(seq) AS last, min(seq) AS first, max(rev) AS rev
                                       FROM history.message GROUP BY 1) m USING (conversation_id)
                         WHERE h.seq <> coalesce(m.n, 0) OR h.seq <> coalesce(m.last, 0) OR coalesce(m.first, 1) <> 1
                            OR h.rev <> greatest(coalesce(m.rev, 0), coalesce(h.ended_rev, 0))
                        """)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    @Override
    public void close() {
        pool.disposeLater().block();
    }
}
