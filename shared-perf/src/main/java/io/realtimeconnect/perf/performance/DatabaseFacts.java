package io.realtimeconnect.perf.performance;

import io.r2dbc.spi.Readable;
import io.realtimeconnect.perf.performance.DatabaseReport.Index;
import io.realtimeconnect.perf.performance.DatabaseReport.Server;
import io.realtimeconnect.perf.performance.DatabaseReport.Table;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Asks PostgreSQL how the tables of the service's schema are used; an answer is good for five seconds. */
final class DatabaseFacts {

    private static final Logger log = LoggerFactory.getLogger(DatabaseFacts.class);
    private static final Duration WITHIN = Duration.ofSeconds(2);
    private static final Duration KEPT = Duration.ofSeconds(5);

    private static final String SIZE = """
            SELECT current_setting('server_version') AS version, coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint AS bytes
              FROM pg_class c
             WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'm')""";

    private static final String TABLES = """
            SELECT relname, n_live_tup, n_dead_tup, seq_scan, seq_tup_read, coalesce(idx_scan, 0) AS idx_scan,
                   pg_total_relation_size(relid) AS bytes, greatest(last_vacuum, last_autovacuum) AS vacuumed,
                   greatest(last_analyze, last_autoanalyze) AS analyzed
              FROM pg_stat_user_tables
             WHERE schemaname = current_schema()
             ORDER BY bytes DESC LIMIT 50""";

    private static final String UNUSED = """
            SELECT s.indexrelname, s.relname, pg_relation_size(s.indexrelid) AS bytes
              FROM pg_stat_user_indexes s JOIN pg_index i USING (indexrelid)
             WHERE s.schemaname = current_schema() AND s.idx_scan = 0 AND NOT i.indisunique
               AND pg_relation_size(s.indexrelid) > 65536
             ORDER BY bytes DESC LIMIT 20""";

    private final DatabaseClient database;
    private final Mono<Server> current;

    DatabaseFacts(OwnConnections connections) {
        this.database = DatabaseClient.create(connections.factory());
        this.current = Mono.defer(this::ask)
                .timeout(WITHIN)
                .doOnError(error ->
                        log.atDebug().addKeyValue("cause", error.toString()).log("performance.database.unanswered"))
                .cache(server -> KEPT, error -> Duration.ZERO, () -> Duration.ZERO)
                .onErrorResume(error -> Mono.empty());
    }

    /** Empty when the database does not answer within two seconds. */
    Mono<Server> current() {
        return current;
    }

    private Mono<Server> ask() {
        Flux<Table> tables = database.sql(TABLES).map(DatabaseFacts::table).all();
        Flux<Index> unused = database.sql(UNUSED)
                .map(row -> new Index(text(row, "indexrelname"), text(row, "relname"), number(row, "bytes")))
                .all();
        return tables.collectList()
                .flatMap(all -> unused.collectList()
                        .flatMap(idle -> database.sql(SIZE)
                                .map(row -> new Server(text(row, "version"), number(row, "bytes"), all, idle))
                                .one()));
    }

    private static Table table(Readable row) {
        return new Table(
                text(row, "relname"),
                number(row, "n_live_tup"),
                number(row, "n_dead_tup"),
                number(row, "seq_scan"),
                number(row, "seq_tup_read"),
                number(row, "idx_scan"),
                number(row, "bytes"),
                time(row, "vacuumed"),
                time(row, "analyzed"));
    }

    private static String text(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, String.class), column);
    }

    private static long number(Readable row, String column) {
        Long number = row.get(column, Long.class);
        return number == null ? 0 : number;
    }

    private static @Nullable Instant time(Readable row, String column) {
        OffsetDateTime time = row.get(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
