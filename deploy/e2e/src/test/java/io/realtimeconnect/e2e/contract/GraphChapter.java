package io.realtimeconnect.e2e.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.e2e.client.Person;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The same data as one graph. */
final class GraphChapter {

    private GraphChapter() {}

    static void walk(Stage stage) throws Exception {
        Person alice = stage.person();
        String conversation = Person.meet(alice, stage.person());
        JsonNode sent = ask(
                alice,
                "mutation($c: ID!) { sendMessage(conversationId: $c, clientMessageId: \"g1\", body: \"from a graph\") { seq } }",
                Map.of("c", conversation));
        assertThat(sent.path("sendMessage").path("seq").asInt()).isEqualTo(1);
        JsonNode seen = ask(
                alice,
                "query($c: ID!) { me { user { id } } conversation(id: $c) { messages { items { body } } } "
                        + "searchMessages(q: \"graph\") { items { highlight } } interactions { items { id } } }",
                Map.of("c", conversation));
        assertThat(seen.path("me").path("user").path("id").asString()).isEqualTo(alice.id());
        assertThat(seen.path("conversation").toString()).contains("from a graph");
    }

    private static JsonNode ask(Person person, String query, Map<String, Object> variables) {
        JsonNode answer = person.api()
                .post("/graphql", Map.of("query", query, "variables", variables))
                .expect(200)
                .json();
        assertThat(answer.has("errors")).as(answer.toString()).isFalse();
        return answer.path("data");
    }
}
