package io.realtimeconnect.perf.idempotency;

import io.realtimeconnect.perf.web.Problems;
import io.realtimeconnect.perf.web.WebAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.r2dbc.core.DatabaseClient;
import tools.jackson.databind.json.JsonMapper;

/** Makes every POST of a signed-in user idempotent on request, where the service has a database. */
@AutoConfiguration(after = {R2dbcAutoConfiguration.class, WebAutoConfiguration.class})
@ConditionalOnBean({DatabaseClient.class, Problems.class})
@ConditionalOnProperty(name = "perf.idempotency.enabled", matchIfMissing = true)
@EnableConfigurationProperties(IdempotencyProperties.class)
public final class IdempotencyAutoConfiguration {

    @Bean
    IdempotencyTable idempotencyTable(DatabaseClient database, JsonMapper json, IdempotencyProperties properties) {
        return new IdempotencyTable(database, json, properties);
    }

    @Bean
    IdempotencyGate idempotencyGate(IdempotencyTable table, IdempotencyProperties properties) {
        return new IdempotencyGate(table, properties);
    }

    @Bean
    IdempotencyFilter idempotencyFilter(IdempotencyTable table, IdempotencyProperties properties, Problems problems) {
        return new IdempotencyFilter(table, properties, problems);
    }

    @Bean
    IdempotencyCleaner idempotencyCleaner(IdempotencyTable table) {
        return new IdempotencyCleaner(table);
    }
}
