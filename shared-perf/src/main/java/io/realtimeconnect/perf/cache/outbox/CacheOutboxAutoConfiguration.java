package io.realtimeconnect.perf.cache.outbox;

import io.realtimeconnect.perf.cache.CacheAutoConfiguration;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import io.realtimeconnect.perf.events.EventsAutoConfiguration;
import io.realtimeconnect.perf.events.Outbox;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/** For services that set {@code perf.cache.outbox=true} and have an outbox. */
@AutoConfiguration(after = {CacheAutoConfiguration.class, EventsAutoConfiguration.class})
@ConditionalOnProperty("perf.cache.outbox")
@ConditionalOnBean({TwoTierCaches.class, Outbox.class})
public final class CacheOutboxAutoConfiguration {

    @Bean
    CommittedInvalidation committedInvalidation(
            @Value("${spring.application.name}") String self, Outbox outbox, TwoTierCaches caches) {
        return new CommittedInvalidation(self, outbox, caches);
    }
}
