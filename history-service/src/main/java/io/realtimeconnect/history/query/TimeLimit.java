package io.realtimeconnect.history.query;

import java.time.Duration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import reactor.core.publisher.Flux;

/** Reads that PostgreSQL itself ends when they take too long: a cancelled subscription would leave them running. */
@Component
public class TimeLimit {

    private final DatabaseClient db;
    private final TransactionalOperator reading;

    TimeLimit(DatabaseClient db, ReactiveTransactionManager transactions) {
        DefaultTransactionDefinition readOnly = new DefaultTransactionDefinition();
        readOnly.setReadOnly(true);
        this.db = db;
        this.reading = TransactionalOperator.create(transactions, readOnly);
    }

    /**
     * Runs reads in one transaction.
     *
     * @param limit for each of its statements; past it the answer is {@code 504 UPSTREAM_TIMEOUT}
     */
    public <T> Flux<T> within(Duration limit, Flux<T> reads) {
        return db.sql("SELECT set_config('statement_timeout', $1, true)")
                .bind(0, Long.toString(limit.toMillis()))
                .then()
                .thenMany(reads)
                .as(reading::transactional);
    }
}
