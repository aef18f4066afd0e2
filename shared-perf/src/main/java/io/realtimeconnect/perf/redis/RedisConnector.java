package io.realtimeconnect.perf.redis;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.redis.connection.ReactiveRedisConnection;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The connection that all features share: made at the first call, off the event loop, by one attempt at a time.
 *
 * <p>A failed attempt answers everybody for half a second. Once made, the connection is kept; Lettuce reconnects it.
 */
final class RedisConnector {

    private static final Logger log = LoggerFactory.getLogger(RedisConnector.class);

    private static final Duration FOREVER = Duration.ofMillis(Long.MAX_VALUE);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(500);

    private final Mono<ReactiveRedisConnection> connection;

    RedisConnector(ReactiveRedisConnectionFactory factory, Duration connectTimeout) {
        this.connection = Mono.fromCallable(factory::getReactiveConnection)
                .subscribeOn(Schedulers.boundedElastic())
                .doOnError(e -> log.atInfo()
                        .addKeyValue("cause", NestedExceptionUtils.getMostSpecificCause(e))
                        .log("redis.connect.failed"))
                .cache(made -> FOREVER, failed -> BETWEEN_ATTEMPTS, () -> Duration.ZERO)
                .timeout(connectTimeout);
    }

    Mono<ReactiveRedisConnection> connection() {
        return connection;
    }
}
