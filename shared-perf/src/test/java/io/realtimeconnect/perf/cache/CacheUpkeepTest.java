package io.realtimeconnect.perf.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.realtimeconnect.stores.Stores;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Mono;

/** What is done to the caches of a service without anybody asking. */
class CacheUpkeepTest {

    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final Logger log = (Logger) LoggerFactory.getLogger(CacheUpkeep.class);

    @ImportAutoConfiguration(CacheAutoConfiguration.class)
    static class Service {}

    @AfterEach
    void stopListening() {
        log.detachAppender(said);
    }

    @Test
    void whatMayAnswerNoMoreIsDroppedThoughNobodyAsks() {
        try (var context =
                start("perf.cache.upkeep.clean-up=200ms", "perf.cache.ttl=50ms", "perf.cache.fail-safe=0s")) {
            TwoTierCache<String> cache = cache(context);
            await().until(() -> {
                cache.get("k" + UUID.randomUUID(), Mono.just("v")).block();
                return cache.statistics().entries() > 0;
            });
            await().until(() -> cache.statistics().entries() == 0);
        }
    }

    @Test
    void aCacheThatWasReadHasALineOfFiguresNowAndThen() {
        try (var context = start("perf.cache.upkeep.statistics=200ms")) {
            // the start makes logging anew
            said.start();
            log.addAppender(said);
            cache(context).get("k", Mono.just("v")).block();
            context.getBean(TwoTierCaches.class).cache("unread", String.class);
            await().until(() -> !said.list.isEmpty());
            cache(context).get("k", Mono.just("v")).block();
            await().until(() -> lines().size() == 2);
            ILoggingEvent line = lines().get(1);
            assertThat(line.getMessage()).isEqualTo("cache.statistics");
            assertThat(line.getThreadName()).startsWith("boundedElastic");
            assertThat(line.getKeyValuePairs().stream().map(KeyValuePair::toString))
                    .contains("cache=\"read\"", "reads=\"2\"", "hitRate=\"0.5\"");
        }
    }

    @Test
    void switchedOffNothingIsDone() {
        try (var context = start("perf.cache.upkeep.clean-up=0s", "perf.cache.upkeep.statistics=0s")) {
            assertThat(context.getBean(CacheUpkeep.class)).isNotNull();
        }
    }

    private List<ILoggingEvent> lines() {
        return List.copyOf(said.list);
    }

    private static TwoTierCache<String> cache(ConfigurableApplicationContext context) {
        return Instances.listening(context.getBean(TwoTierCaches.class).cache("read", String.class));
    }

    private static ConfigurableApplicationContext start(String... settings) {
        String[] all = Stream.concat(
                        Stream.of(
                                "perf.cache.redis-url=" + Stores.redis().url(),
                                "perf.cache.command-timeout=5s",
                                "spring.application.name=upkeep" + UUID.randomUUID()),
                        Stream.of(settings))
                .toArray(String[]::new);
        return new SpringApplicationBuilder(Service.class)
                .web(WebApplicationType.NONE)
                .properties(all)
                .run();
    }
}
