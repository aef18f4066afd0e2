package io.realtimeconnect.perf.metrics;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.realtimeconnect.perf.access.AccessAutoConfiguration;
import io.realtimeconnect.perf.access.AccessGuard;
import io.realtimeconnect.perf.performance.PerformanceAutoConfiguration;
import io.realtimeconnect.perf.performance.PerformanceReports;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Serves metrics on the main port, unless {@code perf.metrics.enabled=false}; the management port has them as well. */
@AutoConfiguration(
        after = {AccessAutoConfiguration.class, PerformanceAutoConfiguration.class},
        afterName =
                "org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBean({AccessGuard.class, PerformanceReports.class})
@ConditionalOnProperty(name = "perf.metrics.enabled", matchIfMissing = true)
@EnableConfigurationProperties(MetricsProperties.class)
public final class MetricsAutoConfiguration {

    @Bean
    ScrapeAccess scrapeAccess(AccessGuard guard, MetricsProperties properties) {
        return new ScrapeAccess(guard, properties.scrapeToken());
    }

    @Bean
    MetricsController metricsController(
            ScrapeAccess access,
            ObjectProvider<PrometheusMeterRegistry> prometheus,
            PerformanceReports reports,
            @Value("${spring.application.name:unnamed}") String service,
            ObjectProvider<Clock> clock) {
        return new MetricsController(
                access, prometheus.getIfAvailable(), reports, service, clock.getIfUnique(Clock::systemUTC));
    }
}
