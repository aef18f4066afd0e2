package io.realtimeconnect.perf.cache.behind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.realtimeconnect.perf.redis.RedisLink;
import io.realtimeconnect.perf.redis.RedisLinkProperties;
import io.realtimeconnect.perf.redis.RedisLinks;
import io.realtimeconnect.perf.redis.RedisUnavailable;
import io.realtimeconnect.stores.RedisServer;
import io.realtimeconnect.stores.Stores;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import reactor.core.publisher.Mono;

/** The journal alone. */
class JournalTest {

    private static final Binder PROPERTIES =
            new Binder(new MapConfigurationPropertySource(Map.of("perf.redis.breaker-wait", "200ms")));

    private LettuceConnectionFactory factory;

    @AfterEach
    void close() {
        factory.destroy();
    }

    @Test
    void theFirstChangeOfAShardThatIsGivenUpDoesNotTurnUpLaterEither() {
        try (RedisServer redis = Stores.privateRedis()) {
            Journal journal = journal(redis.store().url(), Duration.ofMillis(300));
            // connected, the script is there, and the time of the other shard is not known
            Awaitility.await()
                    .ignoreExceptions()
                    .until(() -> journal.accept("c", "1").block().version() > 0);
            redis.pause();
            assertThatThrownBy(() -> journal.accept("a", "1").block()).isInstanceOf(RedisUnavailable.class);
            Mono.delay(Duration.ofMillis(700)).block();
            redis.resume();
            Awaitility.await()
                    .ignoreExceptions()
                    .until(() -> journal.accept("b", "1").block().outcome() == Accepted.Outcome.ACCEPTED);
            assertThat(journal.find(List.of("a", "b")).block()).containsOnlyKeys("b");
        }
    }

    @Test
    void whoHasNoLeaseTakesNothingAndGivesNothingBack() {
        Journal journal = journal(Stores.redis().url(), Duration.ofSeconds(20));
        int shard = Journal.shard("a");
        Awaitility.await()
                .ignoreExceptions()
                .until(() -> journal.accept("a", "1").block().version() > 0);
        Duration lease = Duration.ofMinutes(1);
        assertThat(journal.lease(shard, "one", lease).block().held()).isTrue();
        assertThat(journal.lease(shard, "other", lease).block().held()).isFalse();
        assertThat(journal.take(shard, "other", true).block()).isEmpty();
        assertThat(journal.take(shard, "one", true).block()).hasSize(1);
        journal.lease(shard, "other", Duration.ZERO).block();
        assertThat(journal.lease(shard, "other", lease).block().held()).isFalse();
        journal.lease(shard, "one", Duration.ZERO).block();
        assertThat(journal.lease(shard, "other", lease).block().held()).isTrue();
        assertThat(journal.take(shard, "one", true).block()).isEmpty();
    }

    private Journal journal(String url, Duration budget) {
        URI uri = URI.create(url);
        var server = new RedisStandaloneConfiguration(uri.getHost(), uri.getPort());
        server.setPassword(uri.getUserInfo().substring(1));
        factory = new LettuceConnectionFactory(server);
        factory.start();
        RedisLink link = new RedisLinks(
                        factory,
                        PROPERTIES.bindOrCreate("perf.redis", RedisLinkProperties.class),
                        new SimpleMeterRegistry())
                .link("journal", budget);
        return new Journal(
                link,
                "j" + UUID.randomUUID(),
                PROPERTIES.bindOrCreate("write-behind", WriteBehindProperties.class),
                System::nanoTime);
    }
}
