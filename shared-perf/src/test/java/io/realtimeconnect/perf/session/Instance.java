package io.realtimeconnect.perf.session;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.realtimeconnect.perf.redis.RedisLinkAutoConfiguration;
import io.realtimeconnect.perf.test.BriefContext;
import io.realtimeconnect.stores.RedisStore;
import java.util.Set;
import java.util.UUID;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;

/** One instance of a service, as far as sessions go; start several to have a suite. */
final class Instance implements AutoCloseable {

    private final AnnotationConfigApplicationContext context = new BriefContext();

    Instance(RedisStore redis, String... properties) {
        TestPropertyValues.of("spring.data.redis.url=" + redis.url())
                .and("perf.redis.timeout=2s", "perf.redis.connect-timeout=5s", "perf.redis.command-timeout=5s")
                .and(properties)
                .applyTo(context);
        context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
        context.register(
                DataRedisAutoConfiguration.class,
                DataRedisReactiveAutoConfiguration.class,
                RedisLinkAutoConfiguration.class,
                SessionAutoConfiguration.class);
        context.refresh();
    }

    RedisSessions sessions() {
        return context.getBean(RedisSessions.class);
    }

    ReactiveStringRedisTemplate redis() {
        return context.getBean(ReactiveStringRedisTemplate.class);
    }

    SessionProperties properties() {
        return context.getBean(SessionProperties.class);
    }

    double count(String meter, String... tags) {
        return context.getBean(MeterRegistry.class)
                .get(meter)
                .tags(tags)
                .counter()
                .count();
    }

    static Login login(UUID userId) {
        return new Login(userId, "ann", Set.of(Role.USER), "phone", "192.0.2.1");
    }

    @Override
    public void close() {
        context.close();
    }
}
