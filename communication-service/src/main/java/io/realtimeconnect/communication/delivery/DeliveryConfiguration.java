package io.realtimeconnect.communication.delivery;

import io.realtimeconnect.communication.rhythm.Rhythm;
import io.realtimeconnect.perf.health.HealthPart;
import io.realtimeconnect.perf.health.PartHealth;
import java.time.Duration;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

@Configuration(proxyBeanMethods = false)
class DeliveryConfiguration {

    @Bean
    Rhythm channelCheckRhythm(UserChannels channels) {
        return new Rhythm("delivery.channels", Duration.ofSeconds(1), channels::check);
    }

    /** Deaf to hints, messages still arrive, by the head check and up to two seconds late: degraded, never unready. */
    @Bean
    HealthPart hintsHealth(UserChannels channels, Lines lines) {
        return new HealthPart() {
            @Override
            public String name() {
                return "hints";
            }

            @Override
            public Mono<PartHealth> check() {
                Map<String, Integer> details = Map.of("users", lines.users().size());
                return Mono.fromSupplier(() -> channels.isHearing()
                        ? PartHealth.healthy(details)
                        : PartHealth.degraded("hints are not heard", details));
            }
        };
    }
}
