package io.realtimeconnect.user.block;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.perf.cache.outbox.CommittedInvalidation;
import io.realtimeconnect.user.Api;
import io.realtimeconnect.user.Api.Person;
import io.realtimeconnect.user.UserServiceTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.reactive.TransactionalOperator;
import tools.jackson.databind.JsonNode;

@UserServiceTest
class BlockTests {

    private static final String PATH = "/api/v1/users/me/blocks";

    @Autowired
    Api api;

    @Autowired
    DatabaseClient database;

    @Autowired
    CommittedInvalidation invalidation;

    @Autowired
    ReactiveTransactionManager transactions;

    @Test
    void blockingTwiceIsBlockingOnceAndLikewiseLettingGo() {
        Person ada = api.signUp();
        Person bob = api.signUp();

        ada.put(PATH + "/" + bob.id(), null).is(204);
        ada.put(PATH + "/" + bob.id(), null).is(204);
        assertThat(ada.get(PATH).is(200).json().path("items"))
                .extracting(item -> item.path("userId").asString())
                .containsExactly(bob.id().toString());
        ada.delete(PATH + "/" + bob.id()).is(204);
        ada.delete(PATH + "/" + bob.id()).is(204);

        assertThat(ada.get(PATH).is(200).json().path("items")).isEmpty();
        assertThat(topics(ada, bob)).containsExactly("block.created", "block.removed");
    }

    @Test
    void whomOneHasBlockedIsForTheFileThatOneMayHave() {
        Person ada = api.signUp();
        Person bob = api.signUp();
        ada.put(PATH + "/" + bob.id(), null).is(204);

        JsonNode adas = api.internal(
                        "history-service", HttpMethod.GET, "/internal/users/" + ada.id() + "/own-blocks", null)
                .is(200)
                .json();
        JsonNode bobs = api.internal(
                        "history-service", HttpMethod.GET, "/internal/users/" + bob.id() + "/own-blocks", null)
                .is(200)
                .json();

        assertThat(adas.path("items"))
                .extracting(item -> item.path("userId").asString())
                .containsExactly(bob.id().toString());
        assertThat(bobs.path("items")).as("who blocked one is nobody's to know").isEmpty();
    }

    @Test
    void oneselfAndNobodyCannotBeBlocked() {
        Person ada = api.signUp();

        ada.put(PATH + "/" + ada.id(), null).is(422, "CANNOT_BLOCK_YOURSELF");
        ada.put(PATH + "/" + UUID.randomUUID(), null).is(404, "USER_NOT_FOUND");
        ada.put(PATH + "/nobody", null).is(404, "NOT_FOUND");
    }

    @Test
    void theListIsPagedLatestFirst() {
        Person ada = api.signUp();
        List<String> blocked = Stream.generate(api::signUp)
                .limit(5)
                .map(person -> person.id().toString())
                .toList();
        blocked.forEach(id -> ada.put(PATH + "/" + id, null).is(204));
        List<String> seen = new ArrayList<>();
        for (String next = PATH + "?limit=2"; next != null; ) {
            JsonNode page = ada.get(next).is(200).json();
            page.path("items").forEach(item -> seen.add(item.path("userId").asString()));
            next = page.path("nextCursor").isNull()
                    ? null
                    : PATH + "?limit=2&cursor=" + page.path("nextCursor").asString();
        }

        assertThat(seen.stream()
                        .sorted(java.util.Comparator.comparing(blocked::indexOf).reversed())
                        .toList())
                .isEqualTo(seen)
                .hasSize(5);
        String cursor = ada.get(PATH + "?limit=2").json().path("nextCursor").asString();
        api.signUp().get(PATH + "?cursor=" + cursor).is(400, "INVALID_CURSOR");
    }

    @Test
    void aCacheIsRightAlsoIfTheInstanceDiesRightAfterTheCommit() {
        Person ada = api.signUp();
        Person bob = api.signUp();
        String path = "/internal/users/" + ada.id() + "/blocks";
        assertThat(api.internal("queuing-service", HttpMethod.GET, path, null)
                        .json()
                        .path("blocked"))
                .isEmpty();

        // what Blocks does up to its commit, and nothing of what follows
        database.sql("INSERT INTO block (blocker_id, blocked_id, id, created_at) VALUES (:one, :other, :id, now())")
                .bind("one", ada.id())
                .bind("other", bob.id())
                .bind("id", UUID.randomUUID())
                .then()
                .then(invalidation.append(
                        "blocks", Map.of(ada.id().toString(), 0L, bob.id().toString(), 0L)))
                .as(TransactionalOperator.create(transactions)::transactional)
                .block();

        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(api.internal("queuing-service", HttpMethod.GET, path, null)
                                .json()
                                .path("blocked"))
                        .extracting(JsonNode::asString)
                        .containsExactly(bob.id().toString()));
    }

    @Test
    void whoIsGoneIsNotCachedWithWhomTheyBlocked() {
        Person ada = api.signUp();
        Person bob = api.signUp();
        ada.put(PATH + "/" + bob.id(), null).is(204);
        String path = "/internal/users/" + bob.id() + "/blocks";
        assertThat(api.internal("queuing-service", HttpMethod.GET, path, null)
                        .json()
                        .path("blockedBy"))
                .hasSize(1);

        api.call(HttpMethod.DELETE, "/api/v1/users/me", Map.of("password", ada.password()), ada.token(), headers -> {})
                .is(202);

        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(api.internal("queuing-service", HttpMethod.GET, path, null)
                                .json()
                                .path("blockedBy"))
                        .isEmpty());
    }

    @Test
    void servicesLearnWhoBlocksWhom() {
        Person ada = api.signUp();
        Person bob = api.signUp();
        Person eve = api.signUp();
        ada.put(PATH + "/" + bob.id(), null).is(204);
        eve.put(PATH + "/" + ada.id(), null).is(204);

        var around = api.internal("queuing-service", HttpMethod.GET, "/internal/users/" + ada.id() + "/blocks", null)
                .is(200);
        var pairs = api.internal(
                        "queuing-service",
                        HttpMethod.POST,
                        "/internal/users/blocked-pairs",
                        Map.of(
                                "pairs",
                                List.of(
                                        List.of(bob.id(), ada.id()),
                                        List.of(bob.id(), eve.id()),
                                        List.of(ada.id(), eve.id()))))
                .is(200);

        assertThat(around.json().path("blocked"))
                .extracting(JsonNode::asString)
                .containsExactly(bob.id().toString());
        assertThat(around.json().path("blockedBy"))
                .extracting(JsonNode::asString)
                .containsExactly(eve.id().toString());
        assertThat(pairs.json().path("blocked"))
                .extracting(pair -> pair.get(0).asString())
                .containsExactlyInAnyOrder(bob.id().toString(), ada.id().toString());
        api.internal("queuing-service", HttpMethod.POST, "/internal/users/blocked-pairs", Map.of("pairs", List.of()))
                .is(200);
        api.internal(
                        "queuing-service",
                        HttpMethod.POST,
                        "/internal/users/blocked-pairs",
                        Map.of("pairs", List.of(List.of(bob.id()))))
                .is(400, "VALIDATION_FAILED");
    }

    private List<String> topics(Person one, Person other) {
        String key = Stream.of(one.id().toString(), other.id().toString())
                .sorted()
                .reduce((a, b) -> a + ":" + b)
                .orElseThrow();
        return database.sql("SELECT topic FROM outbox WHERE key = :key ORDER BY created_at")
                .bind("key", key)
                .mapValue(String.class)
                .all()
                .collectList()
                .block();
    }
}
