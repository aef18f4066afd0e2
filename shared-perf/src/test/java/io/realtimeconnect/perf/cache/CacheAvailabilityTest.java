package io.realtimeconnect.perf.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.realtimeconnect.stores.RedisServer;
import io.realtimeconnect.stores.Stores;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whether the caches' Redis answers and is heard: what alerts ask. */
class CacheAvailabilityTest {

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final List<Instances> made = new ArrayList<>();

    @AfterEach
    void close() {
        made.forEach(Instances::close);
    }

    @Test
    void whetherRedisAnswersAndIsHeardIsToldLikeThatOfOtherFeatures() {
        RedisServer redis = Stores.privateRedis();
        try {
            Instances instances = new Instances(redis.store().url())
                    .with("command-timeout", "500ms")
                    .with(meters);
            made.add(instances);
            instances.start();
            assertThat(available()).isOne();
            assertThat(listening()).isOne();
            assertThat(meters.getMeters().stream().map(Meter::getId).filter(id -> id.getTag("cache") == null))
                    .extracting(Meter.Id::getDescription)
                    .allSatisfy(description -> assertThat(description).isNotBlank());

            redis.kill();
            toldIs(0);
            redis.start();
            toldIs(1);

            redis.pause();
            toldIs(0);
            redis.resume();
            toldIs(1);
        } finally {
            redis.close();
        }
    }

    @Test
    void aServiceThatNobodyAsksFindsItsRedisAgainByHeartbeatsAlone() {
        RedisServer redis = Stores.privateRedis();
        try {
            Instances instances = new Instances(redis.store().url())
                    .with("command-timeout", "500ms")
                    .with("heartbeat", "3s")
                    .with(meters);
            made.add(instances);
            LayeredCaches caches = instances.start();
            redis.kill();
            await().until(() -> {
                caches.link().call(open -> open.ping()).onErrorComplete().block();
                return caches.link().breaker().getState() == CircuitBreaker.State.OPEN;
            });
            redis.start();
            await().until(() -> available() == 1);
        } finally {
            redis.close();
        }
    }

    @Test
    void aRedisThatWasNeverThereIsNotAvailable() {
        RedisServer redis = Stores.privateRedis();
        String url = redis.store().url();
        redis.close();
        Instances instances = new Instances(url).with(meters);
        made.add(instances);
        instances.startUnconnected();
        assertThat(available()).isZero();
        assertThat(listening()).isZero();
    }

    private void toldIs(double value) {
        await().untilAsserted(() -> {
            assertThat(listening()).as("listening").isEqualTo(value);
            assertThat(available()).as("available").isEqualTo(value);
        });
    }

    private double available() {
        return meters.get("perf.redis.available")
                .tag("feature", "cache")
                .gauge()
                .value();
    }

    private double listening() {
        return meters.get("cache.listening").gauge().value();
    }
}
