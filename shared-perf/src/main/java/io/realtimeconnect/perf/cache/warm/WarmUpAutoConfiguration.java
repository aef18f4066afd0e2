package io.realtimeconnect.perf.cache.warm;

import io.realtimeconnect.perf.environment.KnownSettings;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/** Runs the loaders of a service that declares any, unless {@code perf.cache.warm-up.enabled=false} or caches are off. */
@AutoConfiguration
@ConditionalOnBean(WarmUp.class)
@ConditionalOnProperty(
        name = {"perf.cache.enabled", "perf.cache.warm-up.enabled"},
        matchIfMissing = true)
@EnableConfigurationProperties(WarmUpProperties.class)
public final class WarmUpAutoConfiguration {

    @Bean
    WarmUps warmUps(
            ObjectProvider<WarmUp> loaders,
            WarmUpProperties properties,
            ObjectProvider<Clock> clock,
            Environment environment) {
        KnownSettings.check(environment, "perf.cache.warm-up", WarmUpProperties.class);
        return new WarmUps(loaders.orderedStream().toList(), properties, clock.getIfUnique(Clock::systemUTC));
    }
}
