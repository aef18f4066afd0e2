package io.realtimeconnect.perf.events;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.realtimeconnect.perf.redis.RedisLinkAutoConfiguration;
import io.realtimeconnect.perf.redis.RedisLinks;
import io.realtimeconnect.perf.resilience.ResilienceAutoConfiguration;
import io.realtimeconnect.perf.resilience.ServiceClients;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.reactive.TransactionalOperator;
import tools.jackson.databind.json.JsonMapper;

/** Gives a service with a database its outbox, and follows others for its {@link EventHandler}s. */
@AutoConfiguration(
        after = {R2dbcAutoConfiguration.class, RedisLinkAutoConfiguration.class, ResilienceAutoConfiguration.class},
        afterName = {
            "org.springframework.boot.r2dbc.autoconfigure.R2dbcTransactionManagerAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnBean({DatabaseClient.class, ReactiveTransactionManager.class})
@EnableConfigurationProperties(EventsProperties.class)
public final class EventsAutoConfiguration {

    @Bean
    OutboxTable outboxTable(DatabaseClient database, ReactiveTransactionManager transactions, JsonMapper json) {
        return new OutboxTable(database, TransactionalOperator.create(transactions), json);
    }

    @Bean
    Wakeups eventWakeups(@Value("${spring.application.name}") String self, ObjectProvider<RedisLinks> links) {
        return new Wakeups(self, links.getIfAvailable());
    }

    @Bean
    Relay eventRelay(
            OutboxTable table, Wakeups wakeups, EventsProperties properties, ObjectProvider<MeterRegistry> meters) {
        return new Relay(table, wakeups, properties, meters.getIfUnique(CompositeMeterRegistry::new));
    }

    @Bean
    Outbox outbox(OutboxTable table, Relay relay, JsonMapper json) {
        return new PostgresOutbox(table, relay::wake, json);
    }

    @Bean
    EventsController eventsController(OutboxTable table) {
        return new EventsController(table);
    }

    @Bean
    @ConditionalOnBean(ServiceClients.class)
    Followers eventFollowers(
            @Value("${spring.application.name}") String self,
            ObjectProvider<EventHandler> handlers,
            ServiceClients clients,
            DatabaseClient database,
            OutboxTable own,
            ReactiveTransactionManager transactions,
            Wakeups wakeups,
            EventsProperties properties,
            ObjectProvider<MeterRegistry> meters) {
        MeterRegistry registry = meters.getIfUnique(CompositeMeterRegistry::new);
        return new Followers(handlers.orderedStream()
                .map(handler -> new Follower(
                        handler,
                        handler.source().equals(self)
                                ? (after, limit, topics) -> own.after(after, limit, List.of(topics.split(",")))
                                : clients.client(handler.source(), EventsApi.class),
                        new PositionTable(database),
                        TransactionalOperator.create(transactions),
                        wakeups,
                        properties,
                        registry))
                .toList());
    }
}
