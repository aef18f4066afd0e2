package io.realtimeconnect.perf.query;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** Watches the database where a service has one. */
@AutoConfiguration(after = R2dbcAutoConfiguration.class)
@ConditionalOnBean(ConnectionFactory.class)
@EnableConfigurationProperties(QueryProperties.class)
public final class QueryAutoConfiguration {

    @Bean
    DatabaseHealth databaseHealth(ConnectionFactory connections) {
        return new DatabaseHealth(connections);
    }

    @Bean
    ConnectionOptions connectionOptions(QueryProperties properties) {
        return new ConnectionOptions(properties);
    }

    @Bean
    QueryMonitor queryMonitor(
            QueryProperties properties, ObjectProvider<MeterRegistry> meters, ObjectProvider<Clock> clock) {
        return new QueryMonitor(
                properties,
                new QueryMeters(meters.getIfAvailable(CompositeMeterRegistry::new)),
                clock.getIfAvailable(Clock::systemUTC));
    }

    @Bean
    @ConditionalOnProperty(name = "perf.query.enabled", matchIfMissing = true)
    static WatchConnections watchConnections(ObjectProvider<QueryMonitor> monitor) {
        return new WatchConnections(monitor);
    }

    @Bean
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    @ConditionalOnProperty(name = "perf.query.enabled", matchIfMissing = true)
    RequestStatementsFilter requestStatementsFilter(QueryMonitor monitor, QueryProperties properties) {
        return new RequestStatementsFilter(monitor, properties.repeated());
    }
}
