package io.realtimeconnect.history.analytics;

import io.realtimeconnect.perf.jobs.Job;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Counts the messages of minutes that are over, and who sent them, so that an append need not. A minute is over when every append that
 * began in it has committed.
 */
@Component
class MessageTally implements Job<Void> {

    private static final Duration LATE = Duration.ofMinutes(2);
    private static final Duration AT_ONCE = Duration.ofHours(6);

    private final DatabaseClient db;
    private final TransactionalOperator transaction;
    private final Clock clock;

    MessageTally(DatabaseClient db, TransactionalOperator transaction, Clock clock) {
        this.db = db;
        this.transaction = transaction;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "message-tally";
    }

    @Override
    public Class<Void> dataType() {
        return Void.class;
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(30);
    }

    @Override
    public Mono<Void> run(String instance, @Nullable Void data) {
        Instant over = clock.instant().minus(LATE).truncatedTo(ChronoUnit.MINUTES);
        return step(over).repeat().takeUntil(through -> !through.isBefore(over)).then();
    }

    /** How far it is counted now. */
    private Mono<Instant> step(Instant over) {
        return db.sql("SELECT through FROM tally FOR UPDATE")
                .map(row -> Objects.requireNonNull(row.get("through", Instant.class)))
                .one()
                .flatMap(from -> {
                    Instant next = from.plus(AT_ONCE);
                    Instant to = next.isBefore(over) ? next : over;
                    return to.isAfter(from) ? count(from, to).thenReturn(to) : Mono.just(from);
                })
                .as(transaction::transactional);
    }

    private Mono<Void> count(Instant from, Instant to) {
        return db.sql("""
                        WITH sent AS (
                          SELECT date_trunc('minute', created_at, 'UTC') AS minute, sender_id, count(*) AS n
                            FROM message
                           WHERE created_at >= :from AND created_at < :to
                           GROUP BY 1, 2),
                        totals AS (
                          INSERT INTO message_total (minute, n)
                          SELECT minute, sum(n) FROM sent GROUP BY minute
                          ON CONFLICT (minute) DO UPDATE SET n = message_total.n + excluded.n),
                        seen AS (
                          INSERT INTO active (span, at, user_id)
                          SELECT DISTINCT s.span, date_trunc(s.span, minute, 'UTC'), sender_id
                            FROM sent CROSS JOIN (VALUES ('minute'), ('hour'), ('day')) AS s (span)
                           ORDER BY 1, 2, 3
                          ON CONFLICT DO NOTHING)
                        UPDATE tally SET through = :to
                        """).bind("from", from).bind("to", to).then();
    }
}
