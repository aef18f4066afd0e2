package io.realtimeconnect.user.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import io.realtimeconnect.stores.PostgresSchema;
import io.realtimeconnect.stores.RedisServer;
import io.realtimeconnect.stores.Stores;
import io.realtimeconnect.user.Api.Person;
import io.realtimeconnect.user.Instance;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.http.HttpMethod;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.reactive.TransactionalOperator;

/** Profiles, searches and blocks as two instances keep them that share PostgreSQL and Redis. */
class SharedCachesTests {

    private static RedisServer redis;
    private static PostgresSchema schema;
    private static Instance one;
    private static Instance other;

    private final Person ada = one.api().signUp();
    private final Person bob = one.api().signUp();

    @BeforeAll
    static void start() {
        redis = Stores.privateRedis();
        schema = Stores.freshSchema("users");
        one = new Instance(schema, redis.store().url(), Map.of());
        other = new Instance(schema, redis.store().url(), Map.of());
        // caches connect behind the start, and until then everyone keeps for itself
        await().until(() -> {
            probe(one).put("one", "there").block();
            probe(other).put("other", "there").block();
            return probe(one).find("other").block() != null
                    && probe(other).find("one").block() != null;
        });
    }

    private static TwoTierCache<String> probe(Instance instance) {
        return instance.bean(TwoTierCaches.class).cache("probe", String.class);
    }

    @AfterAll
    static void stop() {
        one.close();
        other.close();
        redis.close();
    }

    @Test
    void aChangedProfileIsSeenOnEveryInstance() {
        for (int i = 0; i < 5; i++) {
            profile(other, ada);
            String bio = "version " + i;
            ada.patch(Map.of("bio", bio)).is(200);

            assertThat(profile(one, ada)).isEqualTo(bio);
            await().untilAsserted(() -> assertThat(profile(other, ada)).isEqualTo(bio));
        }
    }

    @Test
    void whoIsBlockedIsFoundNeitherWayOnAnyInstance() {
        assertThat(find(one, ada, bob)).isTrue();
        assertThat(find(other, bob, ada)).isTrue();

        ada.put("/api/v1/users/me/blocks/" + bob.id(), null).is(204);

        assertThat(find(one, ada, bob)).isFalse();
        assertThat(find(one, bob, ada)).isFalse();
        await().until(() -> !find(other, bob, ada) && !find(other, ada, bob));
        Person eve = other.api().signUp();
        assertThat(find(other, eve, bob)).isTrue();
        assertThat(find(other, eve, ada)).isTrue();

        ada.delete("/api/v1/users/me/blocks/" + bob.id()).is(204);

        assertThat(find(one, ada, bob)).isTrue();
        await().until(() -> find(other, bob, ada));
    }

    @Test
    void whoIsDeletedVanishesFromProfilesAndFromSearchesThatAreCached() {
        assertThat(find(one, bob, ada)).isTrue();
        assertThat(find(other, bob, ada)).isTrue();
        profile(other, ada);

        one.api()
                .call(
                        HttpMethod.DELETE,
                        "/api/v1/users/me",
                        Map.of("password", ada.password()),
                        ada.token(),
                        headers -> {})
                .is(202);

        assertThat(find(one, bob, ada)).isFalse();
        one.api().get("/api/v1/users/" + ada.id(), bob.token()).is(404, "USER_NOT_FOUND");
        await().until(() -> !find(other, bob, ada)
                && other.api().get("/api/v1/users/" + ada.id(), bob.token()).status() == 404);
    }

    @Test
    void aChangeThatReachesTheCacheAfterTheDeletionDoesNotBringTheProfileBack() {
        profile(other, ada);
        Profile last = profiles(other).get(ada.id().toString()).block();
        one.bean(Profiles.class)
                .delete(ada.id())
                .as(transaction(one)::transactional)
                .then(one.bean(Profiles.class).forget(ada.id()))
                .block();

        profiles(other)
                .put(ada.id().toString(), last.at(last.version() + 1, last.updatedAt()), last.version() + 1)
                .block();

        one.api().get("/api/v1/users/" + ada.id(), bob.token()).is(404);
        await().until(() -> removedAfterCommit(ada));
        other.api().get("/api/v1/users/" + ada.id(), bob.token()).is(404);
    }

    @Test
    void aDeletionWhoseInstanceDiesRightAfterTheCommitIsSeenOnAll() {
        profile(one, ada);
        profile(other, ada);

        // all of it up to the commit, and nothing of what follows
        one.bean(Profiles.class)
                .delete(ada.id())
                .as(transaction(one)::transactional)
                .block();

        await().untilAsserted(() -> {
            one.api().get("/api/v1/users/" + ada.id(), bob.token()).is(404);
            other.api().get("/api/v1/users/" + ada.id(), bob.token()).is(404);
        });
    }

    @Test
    void whoIsFoundIsKeptForMinutesAndThatNobodyIsForSeconds() {
        String nobody = "qwzxkjvyw";
        find(one, ada, bob);
        assertThat(bob.get("/api/v1/users?q=" + nobody).is(200).json().path("items"))
                .isEmpty();

        await().untilAsserted(() -> {
            assertThat(left(bob.username())).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(20));
            assertThat(left(nobody)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(12));
        });
    }

    @Test
    void withoutRedisPostgresqlAnswers() {
        try (RedisServer mortal = Stores.privateRedis();
                Instance alone = new Instance(schema, mortal.store().url(), Map.of())) {
            Person eve = alone.api().signUp();
            profile(alone, eve);
            mortal.kill();
            for (int i = 0; i < 5; i++) {
                assertThat(alone.bean(Profiles.class).find(eve.id()).block().username())
                        .isEqualTo(eve.username());
                assertThat(alone.bean(UserSearch.class)
                                .find(bob.id(), eve.username(), 5)
                                .block())
                        .extracting(Profile::userId)
                        .containsExactly(eve.id());
            }
        }
    }

    private static String profile(Instance instance, Person whose) {
        return instance.api()
                .get("/api/v1/users/" + whose.id(), whose.token())
                .is(200)
                .text("/bio");
    }

    private static boolean find(Instance instance, Person who, Person whom) {
        List<String> found = instance.api()
                .get("/api/v1/users?q=" + whom.username(), who.token())
                .is(200)
                .json()
                .path("items")
                .valueStream()
                .map(item -> item.path("userId").asString())
                .toList();
        return found.contains(whom.id().toString());
    }

    private static TwoTierCache<Profile> profiles(Instance instance) {
        return instance.bean(TwoTierCaches.class).cache("profiles", Profile.class);
    }

    private static TransactionalOperator transaction(Instance instance) {
        return TransactionalOperator.create(instance.bean(ReactiveTransactionManager.class));
    }

    private static boolean removedAfterCommit(Person whose) {
        return one.bean(DatabaseClient.class)
                .sql("""
                        SELECT count(*) FROM outbox o JOIN event_position p ON p.source = 'user-service' AND o.position <= p.position
                         WHERE o.topic = 'cache.invalidated' AND o.payload::text LIKE '%' || :id || '%'
                        """)
                .bind("id", whose.id().toString())
                .mapValue(Long.class)
                .one()
                .map(count -> count > 0)
                .block();
    }

    /** How long Redis keeps what was found for the words. */
    private static Duration left(String words) {
        ReactiveStringRedisTemplate template = one.bean(ReactiveStringRedisTemplate.class);
        return template.scan(ScanOptions.scanOptions()
                        .match("{user-service.searches:*}:" + words)
                        .count(1000)
                        .build())
                .next()
                .flatMap(template::getExpire)
                .defaultIfEmpty(Duration.ZERO)
                .block();
    }
}
