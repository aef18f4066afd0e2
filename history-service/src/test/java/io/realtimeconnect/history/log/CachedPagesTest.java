package io.realtimeconnect.history.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.history.Instance;
import io.realtimeconnect.history.People;
import io.realtimeconnect.history.log.PageCache.Cached;
import io.realtimeconnect.perf.cache.CacheOptions;
import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import io.realtimeconnect.perf.query.QueryFigures;
import io.realtimeconnect.perf.query.QueryStatistics;
import io.realtimeconnect.stores.PostgresSchema;
import io.realtimeconnect.stores.RedisServer;
import io.realtimeconnect.stores.Stores;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.Disposable;
import reactor.core.publisher.Sinks;
import tools.jackson.databind.JsonNode;

/** Pages of two instances that share PostgreSQL and Redis: kept, never old, and gone with what was taken back. */
class CachedPagesTest {

    private static RedisServer redis;
    private static Instance one;
    private static Instance other;

    private final UUID ann = UUID.randomUUID();
    private final UUID bob = UUID.randomUUID();
    private final UUID conversation = one.people().meet(ann, bob);
    private final String path = "/api/v1/conversations/" + conversation + "/messages";

    @BeforeAll
    static void start() {
        redis = Stores.privateRedis();
        PostgresSchema schema = Stores.freshSchema("history");
        one = new Instance(schema, redis.store().url(), Map.of());
        other = new Instance(schema, redis.store().url(), Map.of());
        // connections are made at the first use
        Cached nothing = new Cached(List.of());
        await().until(() -> {
            cache(one).put("one", nothing).block();
            cache(other).put("other", nothing).block();
            return cache(one).find("other").blockOptional().isPresent()
                    && cache(other).find("one").blockOptional().isPresent();
        });
    }

    @AfterAll
    static void stop() {
        one.close();
        other.close();
        redis.close();
    }

    @Test
    void aPageIsReadOnceForAllInstancesAndForEveryWayToAskForIt() {
        // removals of other tests void what is being loaded
        await().until(() -> pendingRemovals() == 0);
        say(60);
        long before = ranges();

        JsonNode newest = page(one, ann, "");
        assertThat(newest.path("items")).hasSize(50);
        assertThat(page(other, bob, "")).isEqualTo(newest);
        assertThat(page(one, bob, "?before=61").path("items")).isEqualTo(newest.path("items"));
        assertThat(page(other, ann, "?after=10").path("items")).isEqualTo(newest.path("items"));
        assertThat(page(one, ann, "?around=36").path("items")).isEqualTo(newest.path("items"));

        assertThat(ranges() - before).isEqualTo(1);
    }

    @Test
    void nobodyIsGivenAnOldPageWhateverHappens() {
        Random random = new Random(7);
        say(8);
        List<String> ways = List.of("?limit=5", "?before=7&limit=4", "?after=2&limit=3", "?around=5&limit=5", "");
        for (int step = 0; step < 20; step++) {
            Instance writer = random.nextBoolean() ? one : other;
            JsonNode message =
                    page(other, bob, "").path("items").get(random.nextInt(8)).deepCopy();
            String kind = List.of("message", "edit", "delete", "withdraw").get(random.nextInt(4));
            writer.people()
                    .append(List.of(
                            kind.equals("message")
                                    ? People.message(conversation, ann, "step " + step)
                                    : People.op(
                                            kind,
                                            conversation,
                                            ann,
                                            Map.of(
                                                    "messageId",
                                                    message.path("id").asString(),
                                                    "body",
                                                    "edited " + step))));

            for (String way : ways) {
                for (Instance reader : List.of(one, other)) {
                    JsonNode items = page(reader, bob, way).path("items");
                    assertThat(items)
                            .as("%s after step %s, %s", way, step, kind)
                            .extracting(item -> item.path("seq").asLong()
                                    + "@"
                                    + item.path("rev").asLong()
                                    + item.path("body").asString())
                            .isEqualTo(truth(
                                    items.get(0).path("seq").asLong(),
                                    items.get(items.size() - 1).path("seq").asLong()));
                }
            }
        }
        assertThat(cache(one).statistics().remoteHits()).isPositive();
    }

    @Test
    void whatIsDeletedWithdrawnOrEditedIsInNoKeptPageOfAnyInstance() {
        for (String kind : List.of("delete", "withdraw", "edit")) {
            String id = one.people()
                    .say(conversation, ann, "to be taken back by " + kind)
                    .path("id")
                    .asString();
            long rev = lastRev();
            String key = conversation + ":" + rev + ":1-"
                    + page(one, ann, "").path("items").size();
            page(other, bob, "");
            await().untilAsserted(() -> {
                assertThat(cache(one).find(key).block()).isNotEmpty();
                assertThat(cache(other).find(key).block()).isNotEmpty();
            });
            assertThat(kept()).isNotEmpty();

            one.people()
                    .append(List.of(
                            People.op(kind, conversation, ann, Map.of("messageId", id, "body", "something else"))));

            await().untilAsserted(() -> {
                assertThat(kept()).isEmpty();
                assertThat(cache(one).find(key).block()).isNull();
                assertThat(cache(other).find(key).block()).isNull();
            });
        }
    }

    @Test
    void anErasedHistoryIsInNoKeptPage() {
        say(3);
        UUID withCarl = one.people().meet(ann, UUID.randomUUID());
        one.people().say(withCarl, ann, "something for carl");
        page(one, ann, "");
        other.people().get(ann, "/api/v1/conversations/" + withCarl + "/messages");
        await().until(() -> !kept().isEmpty() && !kept(withCarl).isEmpty());

        one.bean(LogErasure.class).erase(ann).block();

        assertThat(kept()).isEmpty();
        assertThat(kept(withCarl)).isEmpty();
        assertThat(page(other, bob, "").path("items"))
                .extracting(item -> item.path("body").asString())
                .containsExactly("", "message 1", "");
    }

    @Test
    void aPageThatWasBeingReadWhileAMessageWasTakenBackIsNotKept() {
        String id = one.people().say(conversation, ann, "soon gone").path("id").asString();
        String key = conversation + ":" + lastRev() + ":1-1";
        Sinks.One<Cached> slow = Sinks.one();
        Disposable reading = cache(other)
                .get(key, slow.asMono(), CacheOptions.of(options -> options.tags(conversation.toString())))
                .subscribe();
        await().until(() -> scan("*#t:" + key) == 1);

        one.people().append(List.of(People.op("delete", conversation, ann, Map.of("messageId", id))));
        await().until(() -> removals() == 1);
        slow.tryEmitValue(new Cached(List.of()));

        await().until(reading::isDisposed);
        assertThat(kept()).isEmpty();
        assertThat(cache(other).find(key).block()).isNull();
    }

    @Test
    void outsidersGetNothingFromACacheEither() {
        say(2);
        page(one, ann, "");

        assertThat(one.people().get(UUID.randomUUID(), path).code()).isEqualTo("CONVERSATION_NOT_FOUND");
    }

    /** How often either instance has read a range of messages. */
    private static long ranges() {
        return Stream.of(one, other)
                .flatMap(instance -> instance.bean(QueryStatistics.class).dearest(1000).stream())
                .filter(figures -> figures.name().contains("m.seq between"))
                .mapToLong(QueryFigures::count)
                .sum();
    }

    private static TwoTierCache<Cached> cache(Instance instance) {
        return instance.bean(TwoTierCaches.class).cache(PageCache.CACHE, Cached.class);
    }

    private void say(int messages) {
        for (int from = 0; from < messages; from += 64) {
            one.people()
                    .append(IntStream.range(from, Math.min(messages, from + 64))
                            .mapToObj(i -> People.message(conversation, i % 2 == 0 ? ann : bob, "message " + i))
                            .toList());
        }
    }

    private JsonNode page(Instance instance, UUID who, String query) {
        return instance.people().get(who, path + query).body();
    }

    private List<String> truth(long from, long to) {
        return one.bean(LogReader.class)
                .range(conversation, from, to)
                .map(message -> message.seq() + "@" + message.rev() + message.body())
                .collectList()
                .block();
    }

    private long lastRev() {
        return one.bean(LogReader.class).head(conversation).block().rev();
    }

    private List<String> kept() {
        return kept(conversation);
    }

    /** Values in Redis, whoever put them there. */
    private static List<String> kept(UUID conversation) {
        return one.bean(ReactiveStringRedisTemplate.class)
                .scan(ScanOptions.scanOptions()
                        .match("{history-service.pages:*}:" + conversation + ":*")
                        .count(1000)
                        .build())
                .collectList()
                .block();
    }

    private static long scan(String glob) {
        return one.bean(ReactiveStringRedisTemplate.class)
                .scan(ScanOptions.scanOptions().match(glob).count(1000).build())
                .count()
                .block();
    }

    /** How often pages of the conversation were removed as its transactions asked for. */
    private long removals() {
        return count("o.position <= p.position AND o.payload::text LIKE '%" + conversation + "%'");
    }

    private static long pendingRemovals() {
        return count("o.position IS NULL OR o.position > p.position");
    }

    private static long count(String which) {
        return one.bean(DatabaseClient.class)
                .sql("""
                        SELECT count(*) FROM outbox o, event_position p
                         WHERE o.topic = 'cache.invalidated' AND p.source = 'history-service' AND (\s""" + which + ")")
                .map(row -> row.get(0, Long.class))
                .one()
                .block();
    }
}
