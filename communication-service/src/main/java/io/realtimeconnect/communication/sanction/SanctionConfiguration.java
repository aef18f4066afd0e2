package io.realtimeconnect.communication.sanction;

import io.realtimeconnect.communication.rhythm.Rhythm;
import io.realtimeconnect.perf.resilience.ServiceClients;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SanctionConfiguration {

    @Bean
    ModerationApi moderationApi(ServiceClients clients) {
        return clients.client("moderation-service", ModerationApi.class);
    }

    @Bean
    Rhythm sanctionCleaningRhythm(SanctionTable table, Clock clock) {
        return new Rhythm("sanctions.old", Duration.ofMinutes(10), () -> table.forgetOld(clock.instant()));
    }
}
