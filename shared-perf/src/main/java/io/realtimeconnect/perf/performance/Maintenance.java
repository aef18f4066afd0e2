package io.realtimeconnect.perf.performance;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import io.realtimeconnect.perf.web.Problem;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.HttpStatus;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Has PostgreSQL analyze, vacuum or rebuild the indexes of the service's tables, one after the other, behind the caller's back, on one
 * connection. The role needs MAINTAIN on them (PostgreSQL 17), or has to own them; tables for which it has neither are left out.
 */
final class Maintenance implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(Maintenance.class);

    private static final String TABLES = """
            SELECT format('%I', c.relname) AS name,
                   CASE WHEN current_setting('server_version_num')::int >= 170000 THEN has_table_privilege(c.oid, 'MAINTAIN')
                        ELSE pg_has_role(c.relowner, 'USAGE') END AS granted
              FROM pg_class c
             WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'
             ORDER BY c.relname""";

    private final OwnConnections connections;
    private final DatabaseClient database;
    private final Duration patience;
    private final Clock clock;
    private final AtomicBoolean running = new AtomicBoolean();
    private final Disposable.Swap work = Disposables.swap();
    private volatile DatabaseReport.@Nullable Maintenance last;

    private record Found(String table, boolean granted) {}

    Maintenance(OwnConnections connections, Duration patience, Clock clock) {
        this.connections = connections;
        this.database = DatabaseClient.create(connections.factory());
        this.patience = patience;
        this.clock = clock;
    }

    /** The last run, or the present one; null before the first. */
    DatabaseReport.@Nullable Maintenance last() {
        return last;
    }

    /** Begins; signals {@code MAINTENANCE_RUNNING} or {@code MAINTENANCE_NOT_GRANTED}. */
    Mono<DatabaseReport.Maintenance> begin(Task task) {
        return Mono.defer(() -> {
            if (!running.compareAndSet(false, true)) {
                return Mono.error(new Problem(
                        HttpStatus.CONFLICT, "MAINTENANCE_RUNNING", "This instance is at it; see the database part."));
            }
            return tables().map(tables -> start(task, tables))
                    .doOnError(error -> running.set(false))
                    .doOnCancel(() -> running.set(false));
        });
    }

    private Mono<List<String>> tables() {
        return database.sql(TABLES)
                .map(row -> new Found(
                        Objects.requireNonNull(row.get("name", String.class)),
                        Boolean.TRUE.equals(row.get("granted", Boolean.class))))
                .all()
                .filter(Found::granted)
                .map(Found::table)
                .collectList()
                .filter(tables -> !tables.isEmpty())
                .switchIfEmpty(Mono.error(() -> new Problem(
                        HttpStatus.CONFLICT,
                        "MAINTENANCE_NOT_GRANTED",
                        "The service's role may maintain none of its tables (GRANT MAINTAIN, PostgreSQL 17).")));
    }

    private DatabaseReport.Maintenance start(Task task, List<String> tables) {
        DatabaseReport.Maintenance begun = new DatabaseReport.Maintenance(
                task.name(), "running", tables.size(), 0, List.of(), clock.instant(), null);
        last = begun;
        work.update(Mono.usingWhen(
                        connections.factory().create(),
                        connection -> all(connection, task, tables, begun),
                        connection -> run(connection, "RESET statement_timeout; RESET lock_timeout")
                                .onErrorResume(error -> Mono.empty())
                                .then(Mono.from(connection.close())))
                .doFinally(signal -> running.set(false))
                .subscribe(
                        done -> {},
                        error -> ended(begun, List.of(error.getClass().getSimpleName()), 0)));
        return begun;
    }

    private Mono<Void> all(Connection connection, Task task, List<String> tables, DatabaseReport.Maintenance begun) {
        List<String> failed = new ArrayList<>();
        int[] done = {0};
        return run(connection, "SET statement_timeout = " + patience.toMillis() + "; SET lock_timeout = 5000")
                .thenMany(Flux.fromIterable(tables))
                .concatMap(table -> run(connection, task.sql(table))
                        .onErrorResume(error -> {
                            failed.add(table);
                            log.atWarn()
                                    .addKeyValue("task", task)
                                    .addKeyValue("table", table)
                                    .addKeyValue("cause", error.toString())
                                    .log("maintenance.failed");
                            return Mono.empty();
                        })
                        .then(Mono.fromRunnable(() -> last = new DatabaseReport.Maintenance(
                                task.name(),
                                "running",
                                tables.size(),
                                ++done[0],
                                List.copyOf(failed),
                                begun.startedAt(),
                                null))))
                .then(Mono.fromRunnable(() -> ended(begun, failed, done[0])));
    }

    private void ended(DatabaseReport.Maintenance begun, List<String> failed, int done) {
        last = new DatabaseReport.Maintenance(
                begun.task(),
                failed.isEmpty() ? "done" : "failed",
                begun.tables(),
                done,
                List.copyOf(failed),
                begun.startedAt(),
                clock.instant());
        log.atInfo()
                .addKeyValue("task", begun.task())
                .addKeyValue("tables", begun.tables())
                .addKeyValue("failed", failed.size())
                .log("maintenance.ended");
    }

    private static Mono<Void> run(Connection connection, String sql) {
        return Flux.from(connection.createStatement(sql).execute())
                .concatMap(Result::getRowsUpdated)
                .then();
    }

    @Override
    public void destroy() {
        work.dispose();
    }

    /** What can be done to a table. */
    enum Task {
        analyze("ANALYZE %s"),
        vacuum("VACUUM (ANALYZE) %s"),
        reindex("REINDEX TABLE CONCURRENTLY %s");

        private final String form;

        Task(String form) {
            this.form = form;
        }

        private String sql(String table) {
            return form.formatted(table);
        }
    }
}
