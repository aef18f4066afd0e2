package io.realtimeconnect.perf.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.stores.RedisServer;
import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WithoutRedisTest {

    private static final String[] POLICIES = {
        "perf.rate-limit.budget=50ms",
        "perf.rate-limit.policies.open.limit=1",
        "perf.rate-limit.policies.open.on-redis-loss=open",
        "perf.rate-limit.policies.closed.limit=100",
        "perf.rate-limit.policies.closed.on-redis-loss=closed",
        "perf.rate-limit.policies.share.limit=10",
        "perf.rate-limit.policies.share.window=1h",
        "perf.rate-limit.policies.share.on-redis-loss=local-share"
    };

    private final RedisServer redis = Stores.privateRedis();

    @AfterEach
    void close() {
        redis.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"killed", "frozen"})
    void eachPolicyDoesWithoutRedisWhatItSays(String how) {
        try (Instance one = new Instance(redis.store(), POLICIES);
                Instance two = new Instance(redis.store(), POLICIES)) {
            await().atMost(Duration.ofSeconds(20)).until(() -> one.instances().known() == 2);
            if (how.equals("killed")) {
                redis.kill();
            } else {
                redis.pause();
            }
            long start = System.nanoTime();
            assertThat(allowed(one, "open", 30)).isEqualTo(30);
            assertThat(allowed(one, "closed", 30)).isZero();
            assertThat(allowed(one, "share", 30)).isEqualTo(5);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
            assertThat(two.policies().get("share").limit()).isEqualTo(10);
            if (how.equals("frozen")) {
                redis.resume();
                await().until(() -> {
                    double before = one.decisions("closed", "redis");
                    one.limiter().take("closed", "who", 1).block();
                    return one.decisions("closed", "redis") > before;
                });
            }
        }
    }

    @Test
    void aPolicyThatRedisLostIsWrittenBack() {
        try (Instance one = new Instance(redis.store(), POLICIES)) {
            var policy = one.policies().get("open");
            await().ignoreExceptions()
                    .until(() -> one.policies().put("changed", policy).block() != null);
            redis.kill();
            redis.start();
            try (Instance two = new Instance(redis.store(), POLICIES)) {
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(
                                () -> assertThat(two.policies().get("changed")).isEqualTo(policy));
            }
        }
    }

    private static long allowed(Instance instance, String policy, int calls) {
        return IntStream.range(0, calls)
                .filter(i -> instance.limiter().take(policy, "who", 1).block().allowed())
                .count();
    }
}
