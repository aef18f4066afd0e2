package io.realtimeconnect.communication.log;

import io.realtimeconnect.perf.resilience.ServiceClients;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LogProperties.class)
class LogConfiguration {

    @Bean
    HistoryApi historyApi(ServiceClients clients) {
        return clients.client("history-service", HistoryApi.class);
    }
}
