package io.realtimeconnect.user.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.realtimeconnect.stores.RedisServer;
import io.realtimeconnect.stores.Stores;
import io.realtimeconnect.user.Api;
import io.realtimeconnect.user.Api.Person;
import io.realtimeconnect.user.UserServiceTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** With a Redis of its own, which goes, hangs and comes back with an older state. */
@UserServiceTest
@DirtiesContext
class RevocationTests {

    private static final RedisServer REDIS = Stores.privateRedis();

    @DynamicPropertySource
    static void ownRedis(DynamicPropertyRegistry registry) {
        registry.add("spring.data.redis.url", () -> REDIS.store().url());
    }

    @Autowired
    Api api;

    @Autowired
    DatabaseClient database;

    @Autowired
    ReactiveRedisConnectionFactory redis;

    @BeforeEach
    void redisIsThere() {
        Awaitility.await().atMost(Duration.ofSeconds(15)).ignoreExceptions().until(() -> api.signUp() != null);
    }

    @Test
    void sessionsThatAnOlderStateBringsBackEndAgain() {
        Person loggedOut = api.signUp();
        Person changed = api.signUp();
        String other = changed.login();
        Person untouched = api.signUp();
        redis.getReactiveConnection().serverCommands().save().block();
        loggedOut.post("/api/v1/auth/logout", null).is(204);
        changed.put("/api/v1/users/me/password", Map.of("current", changed.password(), "new", "another password"))
                .is(204);

        REDIS.kill();
        REDIS.start();

        Awaitility.await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            loggedOut.get("/api/v1/auth/me").is(401);
            api.get("/api/v1/auth/me", other).is(401);
        });
        untouched.get("/api/v1/auth/me").is(200);
        changed.get("/api/v1/auth/me").is(200);
    }

    @Test
    void aLogoutThatRedisDidNotHearIsRepeated() {
        Person person = api.signUp();
        person.get("/api/v1/auth/me").is(200);
        REDIS.pause();
        try {
            person.post("/api/v1/auth/logout", null).is(204);
        } finally {
            REDIS.resume();
        }

        Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> person.get("/api/v1/auth/me").is(401, "UNAUTHENTICATED"));
    }

    @Test
    void whileRedisIsGoneNobodyComesInAndNamesAreNotLost() {
        Person person = api.signUp();
        person.get("/api/v1/auth/me").is(200);
        REDIS.kill();
        try {
            Awaitility.await()
                    .untilAsserted(() ->
                            api.login(person.username(), person.password()).is(503, "SESSION_STORE_UNAVAILABLE"));
            api.post(
                            "/api/v1/auth/register",
                            Map.of(
                                    "username",
                                    "lost-" + person.username().substring(2),
                                    "email",
                                    "lost" + person.email(),
                                    "password",
                                    "12345678"),
                            null)
                    .is(503, "SESSION_STORE_UNAVAILABLE");
            Awaitility.await()
                    .untilAsserted(() -> person.patch(Map.of("bio", "x")).is(503, "SESSION_STORE_UNAVAILABLE"));
            var reading = person.get("/api/v1/users/" + person.id()).is(200);
            assertThat(reading.headers().getFirst("Degraded")).isEqualTo("sessions");
        } finally {
            REDIS.start();
        }
        Awaitility.await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            api.post(
                            "/api/v1/auth/register",
                            Map.of(
                                    "username",
                                    "lost-" + person.username().substring(2),
                                    "email",
                                    "lost" + person.email(),
                                    "password",
                                    "12345678"),
                            null)
                    .is(201);
        });
    }

    @Test
    void revocationsCanOnlyBeAdded() {
        for (String sql : new String[] {
            "UPDATE revocation SET at = now()",
            "DELETE FROM revocation",
            "TRUNCATE revocation",
            "DELETE FROM account",
            "UPDATE block SET created_at = now()",
            "DROP TABLE account"
        }) {
            assertThatThrownBy(() -> database.sql(sql).then().block())
                    .as(sql)
                    .hasMessageMatching("(?s).*(42501|permission|must be owner).*");
        }
    }

    @Test
    void oldRevocationsAreForgottenAndYoungOnesAreNot() {
        Person person = api.signUp();
        database.sql(
                        "INSERT INTO revocation (id, user_id, at) VALUES (gen_random_uuid(), :user, now() - interval '9 days'), (gen_random_uuid(), :user, now())")
                .bind("user", person.id())
                .then()
                .block();

        Long forgotten = new RevocationTable(database).forget(Instant.now()).block();

        assertThat(forgotten).isEqualTo(1);
        assertThat(database.sql("SELECT count(*) FROM revocation WHERE user_id = :user")
                        .bind("user", person.id())
                        .mapValue(Long.class)
                        .one()
                        .block())
                .isEqualTo(1);
    }
}
