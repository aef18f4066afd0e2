package io.realtimeconnect.perf.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.R2dbcBadGrammarException;
import io.r2dbc.spi.R2dbcNonTransientException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTimeoutException;
import java.net.ConnectException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.transaction.CannotCreateTransactionException;

class StoreErrorsTests {

    static Stream<Throwable> away() {
        return Stream.of(
                new R2dbcTimeoutException("Connection acquisition timed out after 5000ms"),
                new CannotCreateTransactionException("x", new R2dbcTimeoutException("x")),
                new DataAccessResourceFailureException("x", new R2dbcNonTransientResourceException("closed")),
                new CannotCreateTransactionException("x", new ConnectException("refused")),
                new State("57P01"),
                new State("53300"),
                new State("08006"));
    }

    @ParameterizedTest
    @MethodSource("away")
    void aDatabaseThatIsAwayIsA503(Throwable error) {
        Problem problem = StoreErrors.translate(error);
        assertThat(problem).isNotNull();
        assertThat(problem.code()).isEqualTo("DATABASE_UNAVAILABLE");
        assertThat(problem.status().value()).isEqualTo(503);
        assertThat(problem.headers()).containsKey("Retry-After");
    }

    @Test
    void otherStatesMeanOtherThings() {
        assertThat(StoreErrors.translate(new State("57014")).code()).isEqualTo("UPSTREAM_TIMEOUT");
        assertThat(StoreErrors.translate(new State("22021")).status().value()).isEqualTo(400);
        assertThat(StoreErrors.translate(new RedisConnectionFailureException("x"))
                        .code())
                .isEqualTo("STORE_UNAVAILABLE");
        assertThat(StoreErrors.translate(new R2dbcBadGrammarException("x", "42601")))
                .isNull();
        assertThat(StoreErrors.translate(new IllegalStateException("x"))).isNull();
    }

    private static final class State extends R2dbcNonTransientException {

        State(String state) {
            super("x", state);
        }
    }
}
