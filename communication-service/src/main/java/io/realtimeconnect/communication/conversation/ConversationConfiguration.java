package io.realtimeconnect.communication.conversation;

import io.realtimeconnect.perf.resilience.ServiceClients;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ConversationConfiguration {

    @Bean
    UserApi userApi(ServiceClients clients) {
        return clients.client("user-service", UserApi.class);
    }

    @Bean
    @ConditionalOnMissingBean
    Clock clock() {
        return Clock.systemUTC();
    }
}
