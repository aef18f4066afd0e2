package io.realtimeconnect.perf.redis;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.lettuce.core.RedisNoScriptException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.ReturnType;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One feature's way to Redis, with a time budget and a breaker of its own.
 *
 * <p>Every call ends within the budget, or at once while the breaker is open; all failures that mean "ask later" arrive as
 * {@link RedisUnavailable}, while a mistake in a command or script stays what it is.
 */
public final class RedisLink {

    private final RedisConnector connector;
    private final CircuitBreaker breaker;
    private final Duration budget;

    RedisLink(RedisConnector connector, CircuitBreaker breaker, Duration budget) {
        this.connector = connector;
        this.breaker = breaker;
        this.budget = budget;
    }

    /** Runs a command, which must not use the connection after it has ended. */
    public <T> Mono<T> call(Function<ReactiveRedisConnection, Mono<T>> command) {
        return connector
                .connection()
                .flatMap(connection -> command.apply(connection).timeout(budget))
                .transformDeferred(CircuitBreakerOperator.of(breaker))
                .onErrorMap(
                        e -> e instanceof CallNotPermittedException || Unavailability.shows(e),
                        e -> new RedisUnavailable(breaker.getName(), e));
    }

    /**
     * Runs a script; its reply must be an array without nil.
     *
     * @return the elements: {@code Long}, {@code String} or a list of these
     */
    public Mono<List<Object>> eval(LuaScript script, List<String> keys, Object... arguments) {
        return call(connection -> {
            ByteBuffer[] all = encode(keys, arguments);
            Flux<Object> byDigest =
                    connection.scriptingCommands().evalSha(script.sha1(), ReturnType.MULTI, keys.size(), all);
            return byDigest.onErrorResume(
                            RedisLink::notLoaded,
                            e -> connection
                                    .scriptingCommands()
                                    .eval(
                                            StandardCharsets.UTF_8.encode(script.text()),
                                            ReturnType.MULTI,
                                            keys.size(),
                                            encode(keys, arguments)))
                    .next()
                    .map(reply -> reply instanceof List<?> array ? decode(array) : List.of(decode(reply)))
                    .defaultIfEmpty(List.of());
        });
    }

    /** Whether the breaker lets calls through. */
    public boolean available() {
        return breaker.getState() != CircuitBreaker.State.OPEN;
    }

    private static boolean notLoaded(Throwable error) {
        for (Throwable e = error; e != null; e = e.getCause()) {
            if (e instanceof RedisNoScriptException) {
                return true;
            }
        }
        return false;
    }

    private static ByteBuffer[] encode(List<String> keys, Object... arguments) {
        ByteBuffer[] all = new ByteBuffer[keys.size() + arguments.length];
        int i = 0;
        for (String key : keys) {
            all[i++] = StandardCharsets.UTF_8.encode(key);
        }
        for (Object argument : arguments) {
            all[i++] = StandardCharsets.UTF_8.encode(argument.toString());
        }
        return all;
    }

    private static Object decode(Object reply) {
        if (reply instanceof ByteBuffer bytes) {
            return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
        }
        return reply instanceof List<?> nested ? decode(nested) : reply;
    }

    private static List<Object> decode(List<?> array) {
        List<Object> decoded = new ArrayList<>(array.size());
        for (Object element : array) {
            decoded.add(decode(element));
        }
        return decoded;
    }
}
