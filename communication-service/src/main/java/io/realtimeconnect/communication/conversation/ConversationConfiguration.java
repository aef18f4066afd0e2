package io.realtimeconnect.communication.conversation;

import io.realtimeconnect.communication.rhythm.Rhythm;
import io.realtimeconnect.perf.resilience.ServiceClients;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ConversationProperties.class)
class ConversationConfiguration {

    @Bean
    UserApi userApi(ServiceClients clients) {
        return clients.client("user-service", UserApi.class);
    }

    @Bean
    Rhythm endSweepRhythm(EndSweep sweep, ConversationProperties properties) {
        return new Rhythm("conversation.end-sweep", properties.sweep(), sweep::step);
    }

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }
}
