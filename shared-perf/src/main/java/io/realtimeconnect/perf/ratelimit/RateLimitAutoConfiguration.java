package io.realtimeconnect.perf.ratelimit;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.realtimeconnect.perf.redis.RedisLinkAutoConfiguration;
import io.realtimeconnect.perf.redis.RedisLinks;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Rate limits wherever there is a Redis. */
@AutoConfiguration(after = RedisLinkAutoConfiguration.class)
@ConditionalOnBean(RedisLinks.class)
@ConditionalOnMissingBean(RateLimiter.class)
@EnableConfigurationProperties(RateLimitProperties.class)
public final class RateLimitAutoConfiguration {

    @Bean
    SharedPolicies rateLimitPolicies(RedisLinks links, RateLimitProperties properties) {
        return new SharedPolicies(links, properties.configured());
    }

    @Bean
    Instances rateLimitInstances(RedisLinks links, Environment environment) {
        return new Instances(
                links.link("rate-limit-instances"),
                environment.getProperty("spring.application.name", "application"),
                UUID.randomUUID().toString());
    }

    @Bean
    RateLimiter rateLimiter(
            RedisLinks links,
            RateLimitProperties properties,
            SharedPolicies policies,
            Instances instances,
            ObjectProvider<MeterRegistry> meters) {
        Ticker ticker = Ticker.systemTicker();
        return new RedisRateLimiter(
                links.link("rate-limit", properties.budget()),
                policies,
                instances,
                new Denials(ticker, properties.denyEntries()),
                new LocalShare(ticker, properties.denyEntries()),
                new RateLimitMetrics(meters.getIfAvailable(CompositeMeterRegistry::new)),
                properties.enabled());
    }
}
