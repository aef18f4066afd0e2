package io.realtimeconnect.queuing.match;

import io.realtimeconnect.perf.resilience.ServiceClients;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class MatchConfiguration {

    @Bean
    Conversations conversations(ServiceClients clients) {
        return clients.client("communication-service", Conversations.class);
    }
}
