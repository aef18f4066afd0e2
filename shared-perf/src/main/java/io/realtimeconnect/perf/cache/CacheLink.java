package io.realtimeconnect.perf.cache;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.api.async.RedisAdvancedClusterAsyncCommands;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.netty.util.Timeout;
import io.realtimeconnect.perf.redis.Unavailability;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
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

    static final CacheUnavailable NOT_CONNECTED = new CacheUnavailable("not connected", null);

    private final CacheEndpoint endpoint;
    private final CircuitBreaker breaker;
    final Deadlines deadlines;
    private final AtomicBoolean connecting = new AtomicBoolean();
    private volatile @Nullable StatefulConnection<String, byte[]> connection;
    private volatile @Nullable RedisClusterAsyncCommands<String, byte[]> commands;
    private volatile boolean closed;

    CacheLink(CacheEndpoint endpoint) {
        CacheScript.load();
        Zstandard.load();
        this.endpoint = endpoint;
        this.deadlines = new Deadlines(endpoint.commandTimeout(), Schedulers.parallel(), System::nanoTime);
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
                        // a service that nobody asks has one call a heartbeat
                        .maxWaitDurationInHalfOpenState(Duration.ofSeconds(10))
                        // a node that is gone refuses at once, which costs nobody time and says nothing of the others
                        .ignoreException(e -> !(endpoint.cluster() ? Unavailability.late(e) : Unavailability.shows(e)))
                        .build());
        breaker.getEventPublisher()
                .onStateTransition(event -> log.warn(
                        "event=cache-breaker from={} to={}",
                        event.getStateTransition().getFromState(),
                        event.getStateTransition().getToState()));
    }

    /**
     * Runs the task when the time is over, or a tenth of a second later, unless it is disposed of before, as nearly all are: unlike a
     * scheduler's it wakes no thread to begin with.
     */
    Disposable alarm(Duration time, Runnable task) {
        try {
            Timeout timeout = endpoint.timer()
                    .newTimeout(over -> Schedulers.parallel().schedule(task), time.toNanos(), TimeUnit.NANOSECONDS);
            return timeout::cancel;
        } catch (IllegalStateException stopped) {
            // the service is closing
            return Schedulers.parallel().schedule(task, time.toNanos(), TimeUnit.NANOSECONDS);
        }
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

    /** Whether commands get through, as far as is known. Of a cluster one node may be away. */
    boolean available() {
        return commands != null && (cluster() || connected()) && breaker.getState() == CircuitBreaker.State.CLOSED;
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

    /** The commands of the connection; null while there is none, and then one is on its way. */
    @Nullable
    RedisClusterAsyncCommands<String, byte[]> commands() {
        RedisClusterAsyncCommands<String, byte[]> open = commands;
        if (open == null) {
            connect();
        }
        return open;
    }

    <T> Mono<T> call(CacheCall.Command<T> command) {
        return call(true, command);
    }

    /** @param guarded whether the breaker has a say */
    <T> Mono<T> call(boolean guarded, CacheCall.Command<T> command) {
        return call(guarded, command, reply -> reply);
    }

    /** @param read makes the answer of the reply */
    <R, T> Mono<T> call(boolean guarded, CacheCall.Command<R> command, Function<R, T> read) {
        return new CacheCall<>(this, guarded ? breaker : null, command, null, read);
    }

    /** @param read makes the answer of the reply */
    <T> Mono<T> eval(
            boolean guarded, CacheScript script, Function<List<Object>, T> read, String[] keys, byte[]... arguments) {
        return new CacheCall<>(
                this,
                guarded ? breaker : null,
                open -> open.<List<Object>>evalsha(script.sha1(), ScriptOutputType.MULTI, keys, arguments),
                open -> open.<List<Object>>eval(script.text(), ScriptOutputType.MULTI, keys, arguments),
                read);
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
                    return Mono.fromFuture(open.info().toCompletableFuture())
                            .map(List::of)
                            .timeout(Duration.ofSeconds(1));
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
}
