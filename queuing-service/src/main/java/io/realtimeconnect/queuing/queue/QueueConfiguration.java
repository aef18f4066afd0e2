package io.realtimeconnect.queuing.queue;

import io.realtimeconnect.perf.resilience.ServiceClients;
import io.realtimeconnect.queuing.match.MatchProperties;
import io.realtimeconnect.queuing.ticket.TicketProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({TicketProperties.class, MatchProperties.class})
class QueueConfiguration {

    @Bean
    Users users(ServiceClients clients) {
        return clients.client("user-service", Users.class);
    }
}
