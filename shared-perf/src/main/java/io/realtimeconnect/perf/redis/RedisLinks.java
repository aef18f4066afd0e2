package io.realtimeconnect.perf.redis;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowSynchronizationStrategy;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import reactor.core.publisher.Flux;

/** Makes each feature its {@link RedisLink}, over one shared connection, and listens to channels. */
public final class RedisLinks implements AutoCloseable {

    private final RedisConnector connector;
    private final RedisChannels channels;
    private final boolean cluster;
    private final MeterRegistry meters;
    private final RedisLinkProperties properties;
    private final List<CircuitBreaker> breakers = new CopyOnWriteArrayList<>();

    public RedisLinks(ReactiveRedisConnectionFactory factory, RedisLinkProperties properties, MeterRegistry meters) {
        this.connector = new RedisConnector(factory, properties.connectTimeout());
        this.channels = new RedisChannels(factory, connector, properties.canaryInterval());
        this.cluster = factory instanceof LettuceConnectionFactory lettuce && lettuce.isClusterAware();
        this.properties = properties;
        this.meters = meters;
    }

    /** A link with the budget {@code perf.redis.timeout}. */
    public RedisLink link(String feature) {
        return link(feature, properties.timeout());
    }

    /** @param budget how long one command or script may take */
    public RedisLink link(String feature, Duration budget) {
        CircuitBreaker breaker = CircuitBreaker.of(
                feature,
                CircuitBreakerConfig.custom()
                        .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                        .slidingWindowSize(10)
                        // the default parks event loops that record at once
                        .slidingWindowSynchronizationStrategy(SlidingWindowSynchronizationStrategy.LOCK_FREE)
                        .minimumNumberOfCalls(5)
                        .failureRateThreshold(50)
                        .waitDurationInOpenState(properties.breakerWait())
                        // not when the next caller comes: there may be none
                        .automaticTransitionFromOpenToHalfOpenEnabled(true)
                        .permittedNumberOfCallsInHalfOpenState(Recovery.TRIAL)
                        // what takes its whole budget counts
                        .maxWaitDurationInHalfOpenState(properties.breakerWait().plus(budget))
                        // a node of a cluster that is gone refuses at once, which costs nobody time and says nothing of
                        // the others
                        .recordException(cluster ? Unavailability::late : Unavailability::shows)
                        .build());
        Gauge.builder("perf.redis.available", breaker, b -> b.getState() == CircuitBreaker.State.CLOSED ? 1 : 0)
                .description("1 while the feature's breaker to Redis is closed")
                .tag("feature", feature)
                .register(meters);
        breakers.add(breaker);
        RedisLink link = new RedisLink(connector, breaker, budget);
        Recovery.of(breaker, link.call(connection -> connection.ping()));
        return link;
    }

    /**
     * What is published on a channel from now on; never ends, comes back after any loss of connection.
     *
     * @param subscribed runs whenever listening has (again) begun: what was published before it may have been missed
     */
    public Flux<String> listen(String channel, Runnable subscribed) {
        return channels.listen(channel, subscribed);
    }

    /** Links refuse from now on, and look for Redis no more. */
    @Override
    public void close() {
        breakers.forEach(CircuitBreaker::transitionToForcedOpenState);
    }
}
