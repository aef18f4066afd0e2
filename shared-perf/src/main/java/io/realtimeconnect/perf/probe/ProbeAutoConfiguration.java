package io.realtimeconnect.perf.probe;

import io.realtimeconnect.perf.health.Health;
import io.realtimeconnect.perf.health.HealthAutoConfiguration;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.annotation.Bean;

/** Serves health on the main port, unless {@code perf.health.endpoints.enabled=false}. */
@AutoConfiguration(after = HealthAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnProperty(name = "perf.health.endpoints.enabled", matchIfMissing = true)
public final class ProbeAutoConfiguration {

    @Bean
    ProbeController probeController(Health health, ObjectProvider<Clock> clock) {
        return new ProbeController(health, clock.getIfUnique(Clock::systemUTC));
    }

    @Bean
    HealthDetailController healthDetailController(
            Health health,
            @Value("${spring.application.name:unnamed}") String name,
            ObjectProvider<BuildProperties> build) {
        return new HealthDetailController(health, new ProcessFacts(name, build.getIfAvailable()));
    }
}
