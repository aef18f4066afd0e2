package io.realtimeconnect.perf.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.realtimeconnect.stores.RedisServer;
import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import reactor.core.publisher.Mono;

/** What a feature's way to Redis tells of it. */
class RedisLinksTest {

    /** On a loaded machine. */
    private static final Duration LONG = Duration.ofSeconds(30);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void aFeatureThatNobodyUsesFindsItsRedisAgain() {
        try (RedisServer redis = Stores.privateRedis();
                var context = new AnnotationConfigApplicationContext()) {
            RedisLink link = link(redis, context);
            assertThat(link.call(connection -> connection.ping()).block(LONG)).isEqualTo("PONG");

            redis.kill();
            untilOpen(link);
            redis.start();
            await().atMost(LONG).untilAsserted(() -> assertThat(available()).isOne());
            assertThat(link.available()).isTrue();

            redis.pause();
            untilOpen(link);
            redis.resume();
            await().atMost(LONG).untilAsserted(() -> assertThat(available()).isOne());
        }
    }

    @Test
    void whoseLinksAreClosedLooksForNothing() {
        try (RedisServer redis = Stores.privateRedis();
                var context = new AnnotationConfigApplicationContext()) {
            RedisLink link = link(redis, context);
            context.getBean(RedisLinks.class).close();
            assertThat(link.call(connection -> connection.ping())
                            .onErrorResume(RedisUnavailable.class, e -> Mono.just("refused"))
                            .block(LONG))
                    .isEqualTo("refused");
            assertThat(available()).isZero();
        }
    }

    @Test
    void aTrialIsForWhoWasRefusedAndElseForPings() {
        AtomicInteger pings = new AtomicInteger();
        CircuitBreaker breaker = CircuitBreaker.of(
                "feature",
                CircuitBreakerConfig.custom()
                        .waitDurationInOpenState(Duration.ofHours(1))
                        .permittedNumberOfCallsInHalfOpenState(Recovery.TRIAL)
                        .build());
        Recovery.of(breaker, Mono.fromRunnable(pings::incrementAndGet));

        breaker.transitionToOpenState();
        assertThat(breaker.tryAcquirePermission()).isFalse();
        breaker.transitionToHalfOpenState();
        assertThat(pings).as("somebody uses it").hasValue(0);

        breaker.transitionToOpenState();
        breaker.transitionToHalfOpenState();
        assertThat(pings).as("nobody came").hasValue(Recovery.TRIAL);

        breaker.transitionToClosedState();
        assertThat(pings).hasValue(Recovery.TRIAL);
    }

    private RedisLink link(RedisServer redis, AnnotationConfigApplicationContext context) {
        TestPropertyValues.of("spring.data.redis.url=" + redis.store().url()).applyTo(context);
        context.registerBean(SimpleMeterRegistry.class, () -> meters);
        context.register(
                DataRedisAutoConfiguration.class,
                DataRedisReactiveAutoConfiguration.class,
                RedisLinkAutoConfiguration.class);
        context.refresh();
        return context.getBean(RedisLinks.class).link("feature");
    }

    private void untilOpen(RedisLink link) {
        await().atMost(LONG).until(() -> {
            link.call(connection -> connection.ping()).onErrorComplete().block(LONG);
            return !link.available();
        });
        assertThat(available()).isZero();
    }

    private double available() {
        return meters.get("perf.redis.available")
                .tag("feature", "feature")
                .gauge()
                .value();
    }
}
