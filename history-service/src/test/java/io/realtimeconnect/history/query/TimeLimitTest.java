package io.realtimeconnect.history.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.R2dbcException;
import io.realtimeconnect.history.HistoryTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

@HistoryTest
class TimeLimitTest {

    @Autowired
    private TimeLimit timeLimit;

    @Autowired
    private DatabaseClient db;

    @Test
    void theDatabaseEndsWhatTakesTooLong() {
        Flux<Object> slow = timeLimit.within(
                Duration.ofMillis(50),
                db.sql("SELECT pg_sleep(20)").map(row -> (Object) "late").all());

        StepVerifier.create(slow)
                .expectErrorSatisfies(error -> {
                    Throwable cause = error;
                    while (!(cause instanceof R2dbcException)) {
                        cause = cause.getCause();
                    }
                    assertThat(((R2dbcException) cause).getSqlState()).isEqualTo("57014");
                })
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void theLimitDoesNotOutliveItsReads() {
        String limit = timeLimit.within(Duration.ofMillis(1234), setting()).blockLast();

        assertThat(limit).isEqualTo("1234ms");
        assertThat(Flux.range(0, 30).flatMap(i -> setting(), 8).collectList().block())
                .doesNotContain("1234ms");
    }

    private Flux<String> setting() {
        return db.sql("SELECT current_setting('statement_timeout') AS s")
                .map(row -> row.get("s", String.class))
                .all();
    }
}
