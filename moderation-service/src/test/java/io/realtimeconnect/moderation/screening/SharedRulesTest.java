package io.realtimeconnect.moderation.screening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.moderation.Instance;
import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import io.realtimeconnect.perf.query.QueryFigures;
import io.realtimeconnect.perf.query.QueryStatistics;
import io.realtimeconnect.perf.session.Login;
import io.realtimeconnect.perf.session.Role;
import io.realtimeconnect.perf.session.Sessions;
import io.realtimeconnect.stores.PostgresSchema;
import io.realtimeconnect.stores.RedisServer;
import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;
import tools.jackson.databind.JsonNode;

/** Rules of two instances that share PostgreSQL and Redis. */
class SharedRulesTest {

    private static final String RULES = "/api/v1/moderation/rules";

    private static RedisServer redis;
    private static Instance one;
    private static Instance other;
    private static String token;

    private final String word =
            "w" + UUID.randomUUID().toString().replace("-", "").replaceAll("[0-9]", "q");

    @BeforeAll
    static void start() {
        redis = Stores.privateRedis();
        PostgresSchema schema = Stores.freshSchema("moderation");
        one = new Instance(schema, redis.store().url(), Map.of());
        other = new Instance(schema, redis.store().url(), Map.of());
        token = one.bean(Sessions.class)
                .admit(new Login(UUID.randomUUID(), "root", Set.of(Role.ADMIN), null, null))
                .block()
                .token();
        await().until(() -> one.bean(LiveRules.class).isLoaded()
                && other.bean(LiveRules.class).isLoaded());
        // caches connect behind the start, and until then everyone reads for itself
        await().until(() -> {
            probe(one).put("there", "yes").block();
            return probe(other).find("there").block() != null;
        });
    }

    @AfterAll
    static void stop() {
        one.close();
        other.close();
        redis.close();
    }

    @Test
    void aChangeIsReadFromTheTableOnceForAllInstancesAndAllReaders() {
        long before = tables();

        String id = add(word);

        for (Instance instance : new Instance[] {one, other}) {
            assertThat(call(instance, HttpMethod.GET, RULES, null).toString()).contains(word);
            assertThat(call(instance, HttpMethod.GET, RULES + "/" + id, null)
                            .path("expression")
                            .asString())
                    .isEqualTo(word);
            await().until(() -> blocks(instance));
        }
        assertThat(tables() - before).isEqualTo(1);

        call(one, HttpMethod.DELETE, RULES + "/" + id, null);

        assertThat(call(other, HttpMethod.GET, RULES + "/" + id, null)
                        .path("code")
                        .asString())
                .isEqualTo("RULE_NOT_FOUND");
        await().until(() -> !blocks(one) && !blocks(other));
    }

    @Test
    void aChangeOfAnInstanceThatDiesRightAfterItsCommitIsInForceAllTheSame() {
        DatabaseClient db = one.bean(DatabaseClient.class);
        db.sql("""
                        WITH changed AS (UPDATE rule_revision SET revision = revision + 1)
                        INSERT INTO rule (id, kind, expression, category, severity, language, created_at, updated_at)
                        VALUES (:id, 'word', :word, 'abuse', 'high', NULL, now(), now())
                        """).bind("id", UUID.randomUUID()).bind("word", word).then().block();

        await().until(() -> blocks(one) && blocks(other));
        assertThat(call(other, HttpMethod.GET, RULES, null).toString()).contains(word);
    }

    private static TwoTierCache<String> probe(Instance instance) {
        return instance.bean(TwoTierCaches.class).cache("probe", String.class);
    }

    private boolean blocks(Instance instance) {
        return instance.bean(LiveRules.class).book().judge("you " + word, null).decision() == Decision.block;
    }

    private static String add(String word) {
        return call(
                        one,
                        HttpMethod.PUT,
                        RULES,
                        Map.of("kind", "word", "expression", word, "category", "abuse", "severity", "high"))
                .path("id")
                .asString();
    }

    /** How often either instance has read the table of rules. */
    private static long tables() {
        return Stream.of(one, other)
                .flatMap(instance -> instance.bean(QueryStatistics.class).dearest(1000).stream())
                .filter(figures -> figures.name().contains("from rule order by id"))
                .mapToLong(QueryFigures::count)
                .sum();
    }

    private static JsonNode call(Instance instance, HttpMethod method, String path, Object body) {
        var request = WebTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + instance.port())
                .responseTimeout(Duration.ofSeconds(20))
                .build()
                .method(method)
                .uri(path)
                .header("X-Auth-Token", token);
        return (body == null ? request : request.bodyValue(body))
                .exchange()
                .expectBody(JsonNode.class)
                .returnResult()
                .getResponseBody();
    }
}
