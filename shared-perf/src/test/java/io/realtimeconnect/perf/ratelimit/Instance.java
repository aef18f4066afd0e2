package io.realtimeconnect.perf.ratelimit;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.realtimeconnect.perf.redis.RedisLinkAutoConfiguration;
import io.realtimeconnect.perf.test.BriefContext;
import io.realtimeconnect.stores.RedisStore;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;

/** One instance of a service, as far as rate limits go. */
final class Instance implements AutoCloseable {

    private final AnnotationConfigApplicationContext context = new BriefContext();

    Instance(RedisStore redis, String... properties) {
        TestPropertyValues.of("spring.data.redis.url=" + redis.url())
                .and(
                        "perf.redis.timeout=2s",
                        "perf.redis.connect-timeout=5s",
                        "perf.redis.command-timeout=5s",
                        "perf.rate-limit.budget=2s")
                .and(properties)
                .applyTo(context);
        context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
        context.register(
                DataRedisAutoConfiguration.class,
                DataRedisReactiveAutoConfiguration.class,
                RedisLinkAutoConfiguration.class,
                RateLimitAutoConfiguration.class);
        context.refresh();
    }

    RateLimiter limiter() {
        return context.getBean(RateLimiter.class);
    }

    SharedPolicies policies() {
        return context.getBean(SharedPolicies.class);
    }

    Instances instances() {
        return context.getBean(Instances.class);
    }

    ReactiveStringRedisTemplate redis() {
        return context.getBean(ReactiveStringRedisTemplate.class);
    }

    double decisions(String policy, String by) {
        return context
                .getBean(MeterRegistry.class)
                .find("perf.ratelimit.decisions")
                .tags("policy", policy, "by", by)
                .counters()
                .stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    @Override
    public void close() {
        context.close();
    }
}
