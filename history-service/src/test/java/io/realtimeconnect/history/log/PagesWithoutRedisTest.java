package io.realtimeconnect.history.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.history.Instance;
import io.realtimeconnect.history.People;
import io.realtimeconnect.history.log.PageCache.Cached;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import io.realtimeconnect.stores.PostgresSchema;
import io.realtimeconnect.stores.RedisServer;
import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.ScanOptions;
import reactor.test.StepVerifier;

/** Pages of two instances whose Redis freezes. Nobody else has it: caches do not use it again the moment it answers. */
class PagesWithoutRedisTest {

    private final UUID ann = UUID.randomUUID();
    private final UUID bob = UUID.randomUUID();

    @Test
    void pagesAreReadAllTheSameAndWhatIsTakenBackGoesOnceItIsThere() {
        PostgresSchema schema = Stores.freshSchema("history");
        try (RedisServer redis = Stores.privateRedis();
                Instance one = new Instance(schema, redis.store().url(), Map.of());
                Instance other = new Instance(schema, redis.store().url(), Map.of())) {
            UUID conversation = one.people().meet(ann, bob);
            UUID withCarl = one.people().meet(ann, UUID.randomUUID());
            one.people()
                    .append(List.of(
                            People.message(conversation, ann, "message 0"),
                            People.message(conversation, bob, "message 1"),
                            People.message(conversation, ann, "message 2")));
            one.people().say(withCarl, ann, "something for carl");
            cached(one);
            read(one, conversation);
            read(one, withCarl);
            await().until(() ->
                    !kept(one, conversation).isEmpty() && !kept(one, withCarl).isEmpty());
            String first = one.bean(LogReader.class)
                    .range(conversation, 1, 1)
                    .map(message -> message.id().toString())
                    .blockFirst();

            redis.pause();
            try {
                one.people().append(List.of(People.op("delete", conversation, ann, Map.of("messageId", first))));
                assertThat(bodies(one, conversation)).containsExactly("", "message 1", "message 2");
                assertThat(bodies(other, conversation)).containsExactly("", "message 1", "message 2");
                StepVerifier.create(one.bean(LogErasure.class).erase(ann)).verifyError();
                assertThat(bodies(other, conversation)).containsExactly("", "message 1", "");
            } finally {
                redis.resume();
            }

            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(kept(one, conversation)).isEmpty());
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                StepVerifier.create(one.bean(LogErasure.class).erase(ann)).verifyComplete();
                assertThat(kept(one, withCarl)).isEmpty();
            });
        }
    }

    /** Its cache has connected to Redis, behind the start. */
    private static void cached(Instance instance) {
        await().until(() -> {
            instance.bean(TwoTierCaches.class)
                    .cache(PageCache.CACHE, Cached.class)
                    .put("there", new Cached(List.of()))
                    .block();
            return !kept(instance, "there").isEmpty();
        });
    }

    private void read(Instance instance, UUID conversation) {
        instance.people().get(ann, "/api/v1/conversations/" + conversation + "/messages");
    }

    private List<String> bodies(Instance instance, UUID conversation) {
        return instance.bean(Pages.class)
                .page(conversation, bob, () -> new Pages.Query(Window.newest(), null, 50))
                .map(page -> page.items().stream().map(Message::body).toList())
                .block();
    }

    /** Values in Redis, whoever put them there. */
    private static List<String> kept(Instance instance, UUID conversation) {
        return kept(instance, conversation + ":*");
    }

    private static List<String> kept(Instance instance, String keys) {
        return instance.bean(ReactiveStringRedisTemplate.class)
                .scan(ScanOptions.scanOptions()
                        .match("{history-service.pages:*}:" + keys)
                        .count(1000)
                        .build())
                .collectList()
                .block();
    }
}
