package io.realtimeconnect.perf.health;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import reactor.netty.http.HttpResources;

/** Sets up health from whatever {@link HealthPart} beans there are. */
@AutoConfiguration(
        afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@EnableConfigurationProperties(HealthProperties.class)
public final class HealthAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Health health(
            ObjectProvider<HealthPart> parts,
            HealthProperties properties,
            ApplicationAvailability availability,
            ObjectProvider<Clock> clock) {
        return new Health(
                parts.orderedStream().toList(), properties, availability, clock.getIfUnique(Clock::systemUTC));
    }

    @Bean
    MemoryHealth memoryHealth(HealthProperties properties) {
        return new MemoryHealth(properties.memoryHigh());
    }

    @Bean
    EventLoopHealth eventLoopHealth(HealthProperties properties, ObjectProvider<MeterRegistry> meters) {
        return new EventLoopHealth(
                HttpResources.get().onServer(true),
                properties.eventLoopLag(),
                meters.getIfUnique(SimpleMeterRegistry::new));
    }

    @Bean
    Drain drain(ApplicationContext context, HealthProperties properties) {
        return new Drain(context, properties.drainDelay());
    }
}
