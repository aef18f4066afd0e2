package io.realtimeconnect.perf.query;

import io.r2dbc.spi.Result;
import io.r2dbc.spi.Statement;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

final class WatchedStatement implements Statement {

    private final Statement statement;
    private final SqlFingerprint sql;
    private final QueryMonitor monitor;

    WatchedStatement(Statement statement, SqlFingerprint sql, QueryMonitor monitor) {
        this.statement = statement;
        this.sql = sql;
        this.monitor = monitor;
    }

    @Override
    public Publisher<? extends Result> execute() {
        return StatementWatch.<Result>watch(
                sql, monitor, watch -> Flux.from(statement.execute()).map(result -> new WatchedResult(result, watch)));
    }

    @Override
    public Statement add() {
        statement.add();
        return this;
    }

    @Override
    public Statement bind(int index, Object value) {
        statement.bind(index, value);
        return this;
    }

    @Override
    public Statement bind(String name, Object value) {
        statement.bind(name, value);
        return this;
    }

    @Override
    public Statement bindNull(int index, Class<?> type) {
        statement.bindNull(index, type);
        return this;
    }

    @Override
    public Statement bindNull(String name, Class<?> type) {
        statement.bindNull(name, type);
        return this;
    }

    @Override
    public Statement returnGeneratedValues(String... columns) {
        statement.returnGeneratedValues(columns);
        return this;
    }

    @Override
    public Statement fetchSize(int rows) {
        statement.fetchSize(rows);
        return this;
    }
}
