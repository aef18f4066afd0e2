package io.realtimeconnect.e2e.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.e2e.client.Answer;
import io.realtimeconnect.e2e.client.Person;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/** Tickets, the stream that tells of them, and matches. */
final class QueueChapter {

    private QueueChapter() {}

    static void walk(Stage stage) throws Exception {
        Person alice = stage.person();
        Person bob = stage.person();
        String language = Person.privateLanguage();
        assertThat(alice.api()
                        .get("/api/v1/queue")
                        .expect(200)
                        .json()
                        .path("state")
                        .asString())
                .isEqualTo("idle");
        assertThat(alice.api().delete("/api/v1/queue").code()).isEqualTo("NOT_QUEUED");
        JsonNode ticket = alice.join("friends", language).expect(202).json();
        assertThat(ticket.path("state").asString()).isEqualTo("waiting");
        assertThat(ticket.propertyNames())
                .contains("ticketId", "intent", "position", "waiting", "estimatedWaitSeconds", "match");
        Answer twice = alice.join("friends", language);
        assertThat(twice.code()).isEqualTo("ALREADY_QUEUED");
        assertThat(twice.json().path("ticket").path("ticketId")).isEqualTo(ticket.path("ticketId"));
        alice.api().delete("/api/v1/queue").expect(204);

        alice.join("friends", language).expect(202);
        CountDownLatch listening = new CountDownLatch(1);
        var stream = CompletableFuture.runAsync(() -> alice.api().events("/api/v1/queue/events", (event, data) -> {
            listening.countDown();
            return event.equals("matched") && data.contains(bob.id());
        }));
        assertThat(listening.await(10, TimeUnit.SECONDS)).isTrue();
        bob.join("friends", language).expect(202);
        stream.get(20, TimeUnit.SECONDS);

        JsonNode match = bob.awaitMatch();
        assertThat(match.propertyNames())
                .contains("id", "conversationId", "partner", "commonInterests", "score", "matchedAt");
        assertThat(match.path("partner").path("id").asString()).isEqualTo(alice.id());
        assertThat(bob.join("friends", language).code()).isEqualTo("ALREADY_MATCHED");
        String id = match.path("id").asString();
        assertThat(bob.api()
                        .get("/api/v1/matches")
                        .expect(200)
                        .json()
                        .path("items")
                        .path(0)
                        .path("id")
                        .asString())
                .isEqualTo(id);
        bob.api().get("/api/v1/matches/" + id).expect(200);
        assertThat(stage.person().api().get("/api/v1/matches/" + id).code()).isEqualTo("MATCH_NOT_FOUND");

        assertThat(stage.admin()
                        .api()
                        .get("/api/v1/admin/queue/stats")
                        .expect(200)
                        .json()
                        .isObject())
                .isTrue();
    }
}
