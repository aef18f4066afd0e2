package io.realtimeconnect.perf.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.perf.ratelimit.RateLimitPolicy.OnRedisLoss;
import io.realtimeconnect.stores.RedisServer;
import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import reactor.core.publisher.Flux;

class RateLimiterTest {

    private static final RedisServer redis = Stores.privateRedis();
    private static final String[] POLICIES = {
        "perf.rate-limit.policies.race.limit=50",
        "perf.rate-limit.policies.race.window=1h",
        "perf.rate-limit.policies.try.limit=1",
        "perf.rate-limit.policies.try.dry-run=true",
        "perf.rate-limit.policies.off.limit=1",
        "perf.rate-limit.policies.off.enabled=false"
    };
    private static final Instance here = new Instance(redis.store(), POLICIES);
    private static final Instance there = new Instance(redis.store(), POLICIES);

    private final String who = UUID.randomUUID().toString();

    @AfterAll
    static void close() {
        here.close();
        there.close();
        redis.close();
    }

    @Test
    void underARaceExactlyTheBurstIsAllowed() {
        List<Decision> decisions = Flux.range(0, 400)
                .flatMap(i -> (i % 2 == 0 ? here : there).limiter().take("race", who, 1), 400)
                .collectList()
                .block();
        assertThat(decisions).filteredOn(Decision::allowed).hasSize(50);
        assertThat(decisions)
                .filteredOn(d -> !d.allowed())
                .allSatisfy(d -> assertThat(d.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(72)));
        Duration left = here.redis().getExpire("rl:{race:" + who + "}").block();
        assertThat(left).isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
    }

    @Test
    void theDefaultsAreThoseOfTheContract() {
        assertThat(here.policies().get("auth")).isEqualTo(policy(10, Duration.ofMinutes(1), 10));
        assertThat(here.policies().get("api")).isEqualTo(policy(600, Duration.ofMinutes(1), 100));
        assertThat(here.policies().get("anonymous")).isEqualTo(policy(120, Duration.ofMinutes(1), 120));
        assertThat(here.policies().get("message")).isEqualTo(policy(20, Duration.ofSeconds(1), 20));
        assertThat(here.policies().get("upload")).isEqualTo(policy(10, Duration.ofHours(1), 10));
    }

    @Test
    void aRefusalIsRememberedByCost() {
        double before = here.decisions("auth", "deny-cache");
        assertThat(take(here, "auth", 10).allowed()).isTrue();
        Decision denied = take(here, "auth", 5);
        assertThat(denied.allowed()).isFalse();
        assertThat(denied.remaining()).isZero();
        assertThat(denied.retryAfter()).isBetween(Duration.ofSeconds(29), Duration.ofSeconds(30));
        assertThat(take(here, "auth", 5).allowed()).isFalse();
        assertThat(here.decisions("auth", "deny-cache")).isEqualTo(before + 1);
        assertThat(take(here, "auth", 1).retryAfter()).isLessThanOrEqualTo(Duration.ofSeconds(6));
        assertThat(here.decisions("auth", "deny-cache")).isEqualTo(before + 1);
    }

    @Test
    void aDryRunCountsAndRefusesNobody() {
        for (int i = 0; i < 5; i++) {
            assertThat(take(here, "try", 1).allowed()).isTrue();
        }
        assertThat(here.decisions("try", "redis")).isGreaterThanOrEqualTo(5);
    }

    @Test
    void whatIsOffSaysNothing() {
        for (int i = 0; i < 5; i++) {
            Decision decision = take(here, "off", 1);
            assertThat(decision.allowed()).isTrue();
            var headers = new HttpHeaders();
            RateLimitHeaders.write(headers, decision);
            assertThat(headers.isEmpty()).isTrue();
        }
        try (Instance off = new Instance(redis.store(), "perf.rate-limit.enabled=false")) {
            assertThat(off.limiter().take("auth", who, 100).block().limited()).isFalse();
        }
    }

    @Test
    void headersAreThoseOfTheDraft() {
        var headers = new HttpHeaders();
        RateLimitHeaders.write(headers, take(here, "api", 1));
        assertThat(headers.getFirst("RateLimit-Policy")).isEqualTo("\"api\";q=600;w=60");
        assertThat(headers.getFirst("RateLimit")).isEqualTo("\"api\";r=99;t=1");
        assertThat(headers.getFirst("Retry-After")).isNull();
        take(here, "api", 99);
        Decision denied = take(here, "api", 50);
        assertThat(denied.allowed()).isFalse();
        RateLimitHeaders.write(headers, denied);
        assertThat(headers.getFirst("Retry-After")).isEqualTo("5");
        var problem = new RateLimited(denied);
        assertThat(problem.code()).isEqualTo("RATE_LIMITED");
        assertThat(problem.headers()).containsEntry("Retry-After", "5").containsKeys("RateLimit", "RateLimit-Policy");
    }

    @Test
    void aMistakeIsNoRefusal() {
        assertThatThrownBy(() -> take(here, "nonsense", 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> take(here, "api", 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Instance(redis.store(), "perf.rate-limit.policies.x.window=1s"))
                .hasStackTraceContaining("perf.rate-limit.policies.x.limit");
    }

    @Test
    void aChangedPolicyIsInForceEverywhereAndTheDenialsOfTheOldOneAreForgotten() {
        here.policies().put("live", policy(1, Duration.ofMinutes(10), 1)).block();
        assertThat(here.policies().get("live").limit()).isEqualTo(1);
        await().untilAsserted(() -> assertThat(there.policies().get("live"))
                .isEqualTo(here.policies().get("live")));
        assertThat(take(there, "live", 1).allowed()).isTrue();
        assertThat(take(there, "live", 1).allowed()).isFalse();
        here.policies().put("live", policy(100, Duration.ofMinutes(1), 100)).block();
        await().untilAsserted(() -> assertThat(take(there, "live", 1).allowed()).isTrue());
        try (Instance late = new Instance(redis.store(), POLICIES)) {
            await().untilAsserted(() -> assertThat(late.policies().get("live"))
                    .isEqualTo(here.policies().get("live")));
        }
    }

    private Decision take(Instance instance, String policy, int cost) {
        return instance.limiter().take(policy, who, cost).block();
    }

    private static RateLimitPolicy policy(long limit, Duration window, long burst) {
        return new RateLimitPolicy(limit, window, burst, OnRedisLoss.LOCAL_SHARE, false, true);
    }
}
