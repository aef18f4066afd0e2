package io.realtimeconnect.perf.query;

import io.r2dbc.spi.ConnectionFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** Watches the database where a service has one. */
@AutoConfiguration(after = R2dbcAutoConfiguration.class)
@ConditionalOnBean(ConnectionFactory.class)
public final class QueryAutoConfiguration {

    @Bean
    DatabaseHealth databaseHealth(ConnectionFactory connections) {
        return new DatabaseHealth(connections);
    }
}
