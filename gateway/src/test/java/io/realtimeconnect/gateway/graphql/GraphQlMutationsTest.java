package io.realtimeconnect.gateway.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class GraphQlMutationsTest extends GraphQlTest {

    private static final String SOMEBODY = "00000000-0000-7000-8000-00000000000a";
    private static final String TALK = "00000000-0000-7000-8000-0000000000c1";
    private static final String MESSAGE = "00000000-0000-7000-8000-0000000000d1";

    private static JsonNode sent(int index) {
        return JSON.readTree(SUITE.seen().get(index).body());
    }

    @Test
    void aMessageIsSentEditedAndDeleted() {
        String message =
                "{\"id\":\"%s\",\"conversationId\":\"%s\",\"seq\":1,\"rev\":2,\"type\":\"text\",\"body\":\"new\"}"
                        .formatted(MESSAGE, TALK);
        String messages = "/api/v1/conversations/" + TALK + "/messages";
        SUITE.reply("POST " + messages, 201, message);
        SUITE.reply("PATCH " + messages + "/" + MESSAGE, 200, message);
        SUITE.reply("DELETE " + messages + "/" + MESSAGE, 204, "");
        Answer answer = graph("""
                mutation($c: ID!, $m: ID!) {
                  sendMessage(conversationId: $c, clientMessageId: "k1", body: "a \\"b\\"") { id seq rev }
                  editMessage(conversationId: $c, messageId: $m, body: "new") { body }
                  deleteMessage(conversationId: $c, messageId: $m) }""", Map.of("c", TALK, "m", MESSAGE));
        assertThat(answer.json().has("errors")).isFalse();
        assertThat(answer.data().at("/sendMessage/id").asString()).isEqualTo(MESSAGE);
        assertThat(answer.data().at("/deleteMessage").asBoolean()).isTrue();
        assertThat(SUITE.calls())
                .containsExactly(
                        "POST " + messages, "PATCH " + messages + "/" + MESSAGE, "DELETE " + messages + "/" + MESSAGE);
        assertThat(sent(0).at("/body").asString()).isEqualTo("a \"b\"");
        assertThat(sent(0).at("/clientMessageId").asString()).isEqualTo("k1");
    }

    @Test
    void leftOutIsNotNull() {
        SUITE.reply("PATCH /api/v1/users/me", 200, "{\"userId\":\"%s\",\"displayName\":\"N\"}".formatted(SOMEBODY));
        Answer answer = graph("mutation{updateProfile(input:{displayName:\"N\",bio:null},version:7){displayName}}");
        assertThat(answer.data().at("/updateProfile/displayName").asString()).isEqualTo("N");
        assertThat(SUITE.seen().get(0).body()).isEqualTo("{\"displayName\":\"N\",\"bio\":null}");
        assertThat(SUITE.seen().get(0).headers().get("If-Match")).isEqualTo("\"7\"");
    }

    @Test
    void aRefusalCarriesWhatRestWouldSay() {
        SUITE.reply("POST /api/v1/queue", 409, """
                {"code":"ALREADY_QUEUED","detail":"Waiting","status":409,"ticket":{"state":"waiting"}}""");
        SUITE.reply("DELETE /api/v1/queue", 404, "{\"code\":\"NOT_QUEUED\",\"detail\":\"Not waiting\"}");
        Answer answer = graph("mutation{joinQueue(input:{intent:casual}){state}}");
        assertThat(sent(0).at("/intent").asString()).isEqualTo("casual");
        assertThat(answer.code()).isEqualTo("ALREADY_QUEUED");
        assertThat(answer.error().at("/extensions/ticket/state").asString()).isEqualTo("waiting");
        assertThat(graph("mutation{leaveQueue}").code()).isEqualTo("NOT_QUEUED");
    }

    @Test
    void theOtherMutationsCallTheirService() {
        SUITE.reply("POST /api/v1/auth/logout", 204, "");
        SUITE.reply("DELETE /api/v1/sessions/h-1", 204, "");
        SUITE.reply("PUT /api/v1/users/me/blocks/" + SOMEBODY, 204, "");
        SUITE.reply("DELETE /api/v1/users/me/blocks/" + SOMEBODY, 204, "");
        SUITE.reply("POST /api/v1/conversations/" + TALK + "/read", 204, "");
        SUITE.reply("POST /api/v1/conversations/" + TALK + "/end", 204, "");
        SUITE.reply(
                "POST /api/v1/reports", 201, "{\"id\":\"%s\",\"targetUserId\":\"%s\"}".formatted(MESSAGE, SOMEBODY));
        Answer answer = graph("""
                mutation($u: ID!, $c: ID!) { block(userId: $u) unblock(userId: $u) markRead(conversationId: $c, seq: 3)
                  endConversation(conversationId: $c) report(input: {targetUserId: $u, reason: "spam"}) { id }
                  endSession(id: "h-1") logout }""", Map.of("u", SOMEBODY, "c", TALK));
        assertThat(answer.json().has("errors")).isFalse();
        assertThat(SUITE.calls()).hasSize(7);
        assertThat(sent(2).at("/seq").asInt()).isEqualTo(3);
        assertThat(sent(4).at("/targetUserId").asString()).isEqualTo(SOMEBODY);
        assertThat(graph("mutation{endSession(id:\"..\")}").code()).isEqualTo("SESSION_NOT_FOUND");
    }

    @Test
    void aKeyForRepetitionIsPassedOn() {
        SUITE.reply("POST /api/v1/queue", 202, "{\"state\":\"waiting\"}");
        send(
                "POST",
                Map.of("X-Auth-Token", token(), "Idempotency-Key", "k-9"),
                body("mutation{joinQueue(input:{intent:friends}){state}}", Map.of()));
        assertThat(SUITE.seen().get(0).headers().get("Idempotency-Key")).isEqualTo("k-9");
    }
}
