package io.realtimeconnect.perf.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.perf.ratelimit.RateLimitPolicy.OnRedisLoss;
import io.realtimeconnect.perf.redis.LuaScript;
import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import org.springframework.data.redis.core.script.RedisScript;

/** The script and the local share against a token bucket, the other way to say the same. */
class GcraModelTest {

    private static final Instance instance = new Instance(Stores.redis());

    /**
     * The script, told the time instead of asking for it. How long Redis would keep the key is its fifth answer; the key then stays, for
     * what expired by Redis' own clock would differ from the steered one.
     */
    private static final RedisScript<List> SCRIPT = RedisScript.of(
            "local function take() "
                    + LuaScript.beside(RedisRateLimiter.class, "gcra.lua")
                            .text()
                            .replace("redis.call('TIME')", "{ARGV[4], ARGV[5]}")
                    + """

                    end
                    local told = take()
                    told[5] = redis.call('PTTL', KEYS[1])
                    redis.call('PERSIST', KEYS[1])
                    return told
                    """,
            List.class);

    @AfterContainer
    static void close() {
        instance.close();
    }

    record Call(long afterMicros, int cost) {}

    /** Holds microseconds of credit, never more than the burst. */
    private static final class TokenBucket {
        private final long perCall;
        private final long capacity;
        private long credit;

        TokenBucket(long perCall, long burst) {
            this.perCall = perCall;
            this.capacity = perCall * burst;
            this.credit = capacity;
        }

        List<Long> take(long elapsed, int cost) {
            credit = Math.min(capacity, credit + elapsed);
            long price = perCall * cost;
            boolean allowed = credit >= price;
            long missing = allowed ? 0 : price - credit;
            if (allowed) {
                credit -= price;
            }
            return List.of(allowed ? 1L : 0L, credit / perCall, missing, capacity - credit);
        }
    }

    @Property(tries = 60)
    void theScriptIsATokenBucket(
            @ForAll @IntRange(min = 1, max = 5_000) int limit,
            @ForAll @IntRange(min = 1, max = 3_600) int windowSeconds,
            @ForAll @IntRange(min = 1, max = 50) int burst,
            @ForAll("calls") List<Call> calls) {
        var policy =
                new RateLimitPolicy(limit, Duration.ofSeconds(windowSeconds), burst, OnRedisLoss.OPEN, false, true);
        var model = new TokenBucket(policy.perCall(), burst);
        String key = "rl:{model:" + UUID.randomUUID() + "}";
        long now = 1_800_000_000_000_000L;
        for (Call call : calls) {
            now += call.afterMicros;
            List<?> reply = instance.redis()
                    .execute(
                            SCRIPT,
                            List.of(key),
                            List.of(
                                    Long.toString(policy.perCall()),
                                    Long.toString(policy.perCall() * burst),
                                    Integer.toString(call.cost),
                                    Long.toString(now / 1_000_000),
                                    Long.toString(now % 1_000_000)))
                    .blockFirst();
            List<Long> expected = model.take(call.afterMicros, call.cost);
            assertThat(reply.subList(0, 4)).isEqualTo(expected);
            if (expected.get(0) == 1) {
                long left = (Long) reply.get(4);
                assertThat(left).isPositive();
                // at most as long as the bucket needs to fill
                assertThat(left).isLessThanOrEqualTo(expected.get(3) / 1_000 + 1_000);
            }
        }
        instance.redis().delete(key).block();
    }

    @Property(tries = 300)
    void theLocalShareIsATokenBucketOfItsPart(
            @ForAll @IntRange(min = 1, max = 5_000) int limit,
            @ForAll @IntRange(min = 1, max = 3_600) int windowSeconds,
            @ForAll @IntRange(min = 1, max = 50) int burst,
            @ForAll @IntRange(min = 1, max = 6) int instances,
            @ForAll("calls") List<Call> calls) {
        var policy = new RateLimitPolicy(
                limit, Duration.ofSeconds(windowSeconds), burst, OnRedisLoss.LOCAL_SHARE, false, true);
        var nanos = new AtomicLong(7);
        var share = new LocalShare(nanos::get, 100);
        long perCall = Math.min(windowSeconds * 1_000_000L, policy.perCall() * instances);
        var model = new TokenBucket(perCall, Math.max(1, burst / instances));
        for (Call call : calls) {
            nanos.addAndGet(call.afterMicros * 1_000);
            var taken = share.take("p", policy, "who", call.cost, instances);
            assertThat(List.of(taken.allowed() ? 1L : 0L, taken.left(), taken.pause(), taken.reset()))
                    .isEqualTo(model.take(call.afterMicros, call.cost));
        }
    }

    @Provide
    Arbitrary<List<Call>> calls() {
        Arbitrary<Long> gaps = Arbitraries.oneOf(
                Arbitraries.just(0L),
                Arbitraries.longs().between(1, 2_000),
                Arbitraries.longs().between(1_000, 3_000_000),
                Arbitraries.longs().between(1_000_000, 600_000_000));
        return Combinators.combine(gaps, Arbitraries.integers().between(1, 5))
                .as(Call::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }
}
