package io.realtimeconnect.perf.cache;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.netty.util.Timeout;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Commands of the caches, on a connection of their own, behind a breaker. Connects at the first call and never makes a caller wait
 * for it: whatever goes wrong is {@link CacheUnavailable}.
 */
final class CacheLink implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CacheLink.class);
    /** Commands that may wait for their answers; more are refused. */
    static final int QUEUE = 10_000;

    private static final CacheUnavailable NOT_CONNECTED = new CacheUnavailable("not connected", null);

    private final CacheEndpoint endpoint;
    private final CircuitBreaker breaker;
    private final AtomicBoolean connecting = new AtomicBoolean();
    private volatile @Nullable StatefulConnection<String, byte[]> connection;
    private volatile @Nullable RedisClusterAsyncCommands<String, byte[]> commands;
    private volatile boolean closed;

    CacheLink(CacheEndpoint endpoint) {
        CacheScript.load();
        Zstandard.load();
        this.endpoint = endpoint;
        this.breaker = CircuitBreaker.of(
                "cache",
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(20)
                        // the default takes a lock for each call, on event loops
                        .slidingWindowSynchronizationStrategy(SlidingWindowSynchronizationStrategy.LOCK_FREE)
                        .minimumNumberOfCalls(10)
                        .failureRateThreshold(50)
                        .waitDurationInOpenState(Duration.ofSeconds(1))
                        .permittedNumberOfCallsInHalfOpenState(3)
                        .maxWaitDurationInHalfOpenState(Duration.ofSeconds(2))
                        // a node that is gone refuses at once, which costs nobody time and says nothing of the others
                        .ignoreException(e -> endpoint.cluster() && !(e instanceof RedisCommandTimeoutException))
                        .build());
        breaker.getEventPublisher()
                .onStateTransition(event -> log.warn(
                        "event=cache-breaker from={} to={}",
                        event.getStateTransition().getFromState(),
                        event.getStateTransition().getToState()));
    }

    /**
     * Completes when the time is over, or a tenth of a second later. Nearly all are cancelled before: unlike those of a scheduler, they
     * wake no thread when they begin.
     */
    Mono<Void> after(Duration time) {
        return Mono.<Void>create(sink -> {
                    Timeout timeout = endpoint.timer()
                            .newTimeout(
                                    over -> Schedulers.parallel().schedule(sink::success),
                                    time.toNanos(),
                                    TimeUnit.NANOSECONDS);
                    sink.onDispose(timeout::cancel);
                })
                // the timer has been stopped: the service is closing
                .onErrorResume(
                        IllegalStateException.class, e -> Mono.delay(time).then());
    }

    CircuitBreaker breaker() {
        return breaker;
    }

    boolean cluster() {
        return endpoint.cluster();
    }

    boolean connected() {
        StatefulConnection<String, byte[]> open = connection;
        return open != null && open.isOpen();
    }

    /** Starts connecting unless that is done or under way. */
    void connect() {
        if (commands != null || closed || !connecting.compareAndSet(false, true)) {
            return;
        }
        endpoint.connect().whenComplete((made, failure) -> {
            if (made != null) {
                connection = made;
                commands = CacheEndpoint.commands(made);
                if (closed) {
                    made.closeAsync();
                }
            } else {
                log.debug("event=cache-connect-failed", failure);
            }
            connecting.set(false);
        });
    }

    <T> Mono<T> call(Function<RedisClusterAsyncCommands<String, byte[]>, ? extends CompletionStage<T>> command) {
        return call(true, command);
    }

    /** @param guarded whether the breaker has a say */
    <T> Mono<T> call(
            boolean guarded,
            Function<RedisClusterAsyncCommands<String, byte[]>, ? extends CompletionStage<T>> command) {
        return Mono.defer(() -> {
                    RedisClusterAsyncCommands<String, byte[]> open = commands;
                    if (open == null) {
                        connect();
                        return Mono.<T>error(NOT_CONNECTED);
                    }
                    Mono<T> answer = Mono.fromCompletionStage(() -> command.apply(open));
                    return guarded ? answer.transformDeferred(CircuitBreakerOperator.of(breaker)) : answer;
                })
                .onErrorMap(e -> !(e instanceof CacheUnavailable), e -> new CacheUnavailable("failed", e));
    }

    Mono<List<Object>> eval(boolean guarded, CacheScript script, String[] keys, byte[]... arguments) {
        return call(
                guarded,
                open -> open.<List<Object>>evalsha(script.sha1(), ScriptOutputType.MULTI, keys, arguments)
                        .exceptionallyCompose(e -> notLoaded(e)
                                ? open.<List<Object>>eval(script.text(), ScriptOutputType.MULTI, keys, arguments)
                                : CompletableFuture.failedStage(e)));
    }

    /** What each server says of itself, beside the breaker; those that do not answer within a second are left out. */
    Mono<List<String>> infos() {
        return Mono.defer(() -> {
                    RedisClusterAsyncCommands<String, byte[]> open = commands;
                    if (open == null) {
                        return Mono.<List<String>>error(NOT_CONNECTED);
                    }
                    if (open instanceof RedisAdvancedClusterAsyncCommands<String, byte[]> nodes) {
                        return Flux.fromArray(nodes.all().commands().info().futures())
                                .flatMap(info -> Mono.fromFuture(info)
                                        .timeout(Duration.ofSeconds(1))
                                        .onErrorComplete())
                                .collectList();
                    }
                    return Mono.fromCompletionStage(open.info()).map(List::of);
                })
                // a connection to a node may be made on the way
                .subscribeOn(Schedulers.boundedElastic())
                .filter(infos -> !infos.isEmpty());
    }

    @Override
    public void close() {
        closed = true;
        StatefulConnection<String, byte[]> open = connection;
        if (open != null) {
            open.closeAsync();
        }
    }

    private static boolean notLoaded(Throwable e) {
        return e instanceof RedisNoScriptException
                || (e instanceof CompletionException && e.getCause() instanceof RedisNoScriptException);
    }
}
