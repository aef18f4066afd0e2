package io.realtimeconnect.moderation.report;

import io.realtimeconnect.perf.resilience.ServiceClients;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The neighbour that reports need: history-service, for what was said around a message. */
@Configuration(proxyBeanMethods = false)
class ReportConfiguration {

    @Bean
    HistoryLog historyLog(ServiceClients services) {
        return services.client("history-service", HistoryLog.class);
    }
}
