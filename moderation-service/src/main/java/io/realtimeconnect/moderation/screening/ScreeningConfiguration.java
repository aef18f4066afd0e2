package io.realtimeconnect.moderation.screening;

import io.realtimeconnect.perf.health.HealthPart;
import io.realtimeconnect.perf.health.PartHealth;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

@Configuration(proxyBeanMethods = false)
class ScreeningConfiguration {

    private static final int WAITING_PER_THREAD = 2_048;

    /** As many threads as processors: holding texts against rules is nothing but computing. */
    @Bean(destroyMethod = "dispose")
    Scheduler screening() {
        return Schedulers.newBoundedElastic(
                Math.max(1, Runtime.getRuntime().availableProcessors()), WAITING_PER_THREAD, "screening");
    }

    /** An instance that has not read the rules must not be asked. */
    @Bean
    HealthPart rulesHealth(LiveRules rules) {
        return new HealthPart() {
            @Override
            public String name() {
                return "rules";
            }

            @Override
            public Mono<PartHealth> check() {
                return Mono.fromSupplier(() -> rules.isLoaded()
                        ? PartHealth.healthy(Map.of("revision", rules.revision()))
                        : PartHealth.unhealthy("the rules have not been read", Map.of()));
            }

            @Override
            public boolean neededToStart() {
                return true;
            }
        };
    }
}
