package io.realtimeconnect.perf.web;

import io.lettuce.core.RedisConnectionException;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTimeoutException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import io.realtimeconnect.perf.redis.RedisUnavailable;
import java.net.ConnectException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.CannotCreateTransactionException;

/** Which errors of the database and of Redis mean that a store is away, and not that a statement is wrong. */
final class StoreErrors {

    /** SQLSTATE classes and codes (PostgreSQL, appendix A): connection, resources, shutdown. */
    private static final Set<String> AWAY = Set.of("57P01", "57P02", "57P03", "57P05");

    private static final String CANCELLED = "57014";
    private static final Set<String> BAD_TEXT = Set.of("22021", "22P05");

    private StoreErrors() {}

    static @Nullable Problem translate(Throwable error) {
        for (Throwable e = error; e != null; e = e.getCause()) {
            Problem problem = one(e);
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private static @Nullable Problem one(Throwable e) {
        if (e instanceof RedisUnavailable
                || e instanceof RedisConnectionFailureException
                || e instanceof RedisConnectionException) {
            return unavailable("STORE_UNAVAILABLE", "A store is not available.");
        }
        if (e instanceof R2dbcException sql) {
            return bySqlState(sql, sql.getSqlState());
        }
        boolean away = e instanceof DataAccessResourceFailureException
                || e instanceof CannotCreateTransactionException
                || e instanceof ConnectException;
        return away && !(causes(e, R2dbcException.class)) ? databaseUnavailable() : null;
    }

    private static @Nullable Problem bySqlState(R2dbcException e, @Nullable String state) {
        if (CANCELLED.equals(state)) {
            return DeadlineFilter.timeout();
        }
        if (state != null && BAD_TEXT.contains(state)) {
            return Translation.malformed("The text has characters that cannot be stored.");
        }
        boolean away = e instanceof R2dbcNonTransientResourceException
                || e instanceof R2dbcTransientResourceException
                || e instanceof R2dbcTimeoutException
                || (state != null && (state.startsWith("08") || state.startsWith("53") || AWAY.contains(state)));
        return away ? databaseUnavailable() : null;
    }

    private static boolean causes(Throwable error, Class<?> type) {
        for (Throwable e = error.getCause(); e != null; e = e.getCause()) {
            if (type.isInstance(e)) {
                return true;
            }
        }
        return false;
    }

    private static Problem databaseUnavailable() {
        return unavailable("DATABASE_UNAVAILABLE", "The database is not available.");
    }

    private static Problem unavailable(String code, String detail) {
        return new Problem(HttpStatus.SERVICE_UNAVAILABLE, code, detail).header("Retry-After", "2");
    }
}
