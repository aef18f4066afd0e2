package io.realtimeconnect.history.person;

import io.realtimeconnect.perf.resilience.ServiceClients;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The neighbours that know people. */
@Configuration(proxyBeanMethods = false)
class PersonConfiguration {

    @Bean
    Users users(ServiceClients services) {
        return services.client("user-service", Users.class);
    }

    @Bean
    Moderation moderation(ServiceClients services) {
        return services.client("moderation-service", Moderation.class);
    }
}
