package io.realtimeconnect.gateway.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class GraphQlQueriesTest extends GraphQlTest {

    private static final String ANNA = "00000000-0000-7000-8000-00000000000a";
    private static final String BERT = "00000000-0000-7000-8000-00000000000b";
    private static final String TALK = "00000000-0000-7000-8000-0000000000c1";

    private static String profile(String id, String name) {
        return """
                {"userId":"%s","displayName":"%s","interests":["chess"],"languages":[],"version":3}""".formatted(id, name);
    }

    private static String message(int seq, String sender) {
        return """
                {"id":"00000000-0000-7000-8000-00000000%04d","conversationId":"%s","seq":%d,"rev":%d,"senderId":"%s",\
                "type":"text","body":"hi","createdAt":"2026-01-01T00:00:00Z"}""".formatted(seq, TALK, seq, seq, sender);
    }

    @Test
    void theCallerIsPassedOn() {
        SUITE.reply("GET /api/v1/auth/me", 200, """
                {"user":{"id":"%s","username":"anna","email":"a@b","roles":["USER"]},"profile":%s}""".formatted(ANNA, profile(ANNA, "Anna")));
        String token = token();
        Answer answer = send(
                "POST",
                Map.of("Cookie", "SESSION=" + token, "X-Request-Id", "r-1"),
                body("{me{user{username email} profile{displayName version}}}", Map.of()));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.data().at("/me/user/email").asString()).isEqualTo("a@b");
        assertThat(answer.data().at("/me/profile/version").asInt()).isEqualTo(3);
        var headers = SUITE.seen().get(0).headers();
        assertThat(headers.get("X-Auth-Token")).isEqualTo(token);
        assertThat(headers.get("Cookie")).isNull();
        assertThat(headers.get("X-Request-Id")).isEqualTo("r-1");
        assertThat(Integer.parseInt(headers.get("X-Request-Deadline"))).isBetween(1, 3000);
    }

    @Test
    void aUserIsFetchedOnceHoweverOftenItAppears() {
        SUITE.reply("GET /api/v1/conversations/" + TALK, 200, """
                {"id":"%s","state":"open","lastSeq":4,"lastRev":9000000000,"unread":1,\
                "participants":[{"id":"%s","displayName":"A"},{"id":"%s","displayName":"B"}]}""".formatted(TALK, ANNA, BERT));
        SUITE.reply(
                "GET /api/v1/conversations/" + TALK + "/messages",
                200,
                "{\"items\":[%s,%s,%s],\"nextCursor\":\"more\"}"
                        .formatted(message(1, ANNA), message(2, BERT), message(3, ANNA)));
        SUITE.reply("GET /api/v1/users/" + ANNA, 200, profile(ANNA, "Anna"));
        SUITE.reply("GET /api/v1/users/" + BERT, 200, profile(BERT, "Bert"));
        Answer answer = graph("""
                query($id: ID!) { conversation(id: $id) { state lastRev
                    participants { profile { displayName } }
                    messages(before: 9, limit: 3) { items { seq body sender { displayName } } nextCursor } } }""", Map.of("id", TALK));
        assertThat(answer.json().has("errors")).isFalse();
        assertThat(answer.data()
                        .at("/conversation/messages/items/1/sender/displayName")
                        .asString())
                .isEqualTo("Bert");
        assertThat(answer.data().at("/conversation/messages/nextCursor").asString())
                .isEqualTo("more");
        assertThat(answer.data().at("/conversation/lastRev").asLong()).isEqualTo(9_000_000_000L);
        assertThat(SUITE.calls())
                .containsExactlyInAnyOrder(
                        "GET /api/v1/conversations/" + TALK,
                        "GET /api/v1/conversations/" + TALK + "/messages?before=9&limit=3",
                        "GET /api/v1/users/" + ANNA,
                        "GET /api/v1/users/" + BERT);
    }

    @Test
    void aGoneUserIsNullAndSpoilsNothing() {
        SUITE.reply("GET /api/v1/users/me/blocks", 200, """
                {"items":[{"userId":"%s"},{"userId":"%s"}],"nextCursor":null}""".formatted(ANNA, BERT));
        SUITE.reply("GET /api/v1/users/" + ANNA, 404, "{\"code\":\"USER_NOT_FOUND\",\"detail\":\"no\"}");
        SUITE.reply("GET /api/v1/users/" + BERT, 200, profile(BERT, "Bert"));
        Answer answer = graph("{blocks{items{userId profile{displayName}}}}");
        assertThat(answer.json().has("errors")).isFalse();
        assertThat(answer.data().at("/blocks/items/0/profile").isNull()).isTrue();
        assertThat(answer.data().at("/blocks/items/1/profile/displayName").asString())
                .isEqualTo("Bert");
    }

    @Test
    void everyQueryAsksItsService() {
        String page = "{\"items\":[],\"nextCursor\":null}";
        for (String path : new String[] {
            "users",
            "sessions",
            "matches",
            "conversations",
            "history/messages/search",
            "history/interactions",
            "reports"
        }) {
            SUITE.reply("GET /api/v1/" + path, 200, page);
        }
        SUITE.reply("GET /api/v1/queue", 200, "{\"state\":\"idle\",\"ticketId\":null}");
        Answer answer = graph("""
                { users(q: "a b&c", limit: 5) { items { userId } } sessions { items { id } } matches(cursor: "x/y") { items { id } }
                  conversations { items { id } } searchMessages(q: "ü") { items { highlight message { seq } } }
                  interactions { items { id } } reports { items { id } nextCursor } queue { state } }""");
        assertThat(answer.json().has("errors")).isFalse();
        assertThat(answer.data().at("/queue/state").asString()).isEqualTo("idle");
        assertThat(SUITE.calls())
                .contains(
                        "GET /api/v1/users?q=a%20b%26c&limit=5",
                        "GET /api/v1/matches?limit=20&cursor=x%2Fy",
                        "GET /api/v1/history/messages/search?q=%C3%BC&limit=20")
                .hasSize(8);
    }

    @Test
    void whatWasFoundMayCarryItsMessageEitherWay() {
        SUITE.reply("GET /api/v1/history/messages/search", 200, """
                {"items":[{"message":%s,"highlight":"<b>hi</b>"},%s],"nextCursor":null}""".formatted(message(1, ANNA), message(2, BERT)));
        Answer answer = graph("{searchMessages(q:\"hi\"){items{highlight message{seq}}}}");
        assertThat(answer.data().at("/searchMessages/items/0/message/seq").asInt())
                .isEqualTo(1);
        assertThat(answer.data().at("/searchMessages/items/1/message/seq").asInt())
                .isEqualTo(2);
    }

    @Test
    void aServicesProblemKeepsItsCode() {
        SUITE.reply("GET /api/v1/users/" + ANNA, 404, """
                {"type":"t","title":"Not Found","status":404,"code":"USER_NOT_FOUND","detail":"No such user","requestId":"x"}""");
        SUITE.reply("GET /api/v1/queue", 200, "{\"state\":\"idle\"}");
        Answer answer = graph("{user(id:\"%s\"){displayName} queue{state}}".formatted(ANNA));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.code()).isEqualTo("USER_NOT_FOUND");
        assertThat(answer.error().at("/extensions/status").asInt()).isEqualTo(404);
        assertThat(answer.error().at("/path/0").asString()).isEqualTo("user");
        assertThat(answer.data().at("/user").isNull()).isTrue();
        assertThat(answer.data().at("/queue/state").asString()).isEqualTo("idle");
    }

    @Test
    void anIdThatIsNoneIsMissedWithoutAsking() {
        Answer answer = graph("{user(id:\"../auth/me\"){displayName}}");
        assertThat(answer.code()).isEqualTo("USER_NOT_FOUND");
        assertThat(SUITE.calls()).isEmpty();
    }

    @Test
    void nothingOfAnInternalErrorIsTold() {
        SUITE.reply("GET /api/v1/users/" + ANNA, 200, "<html>secret stack trace</html>");
        Answer unreadable = graph("{user(id:\"%s\"){displayName}}".formatted(ANNA));
        assertThat(unreadable.code()).isEqualTo("UPSTREAM_UNAVAILABLE");
        assertThat(unreadable.text()).doesNotContain("secret", "Exception", "jackson");
        SUITE.reply("GET /api/v1/users/" + ANNA, 200, "{\"userId\":{\"a\":1},\"displayName\":[],\"age\":\"secret\"}");
        Answer wrong = graph("{user(id:\"%s\"){age}}".formatted(ANNA));
        assertThat(wrong.code()).isEqualTo("INTERNAL_ERROR");
        assertThat(wrong.text()).doesNotContain("secret", "Exception", "java.");
    }
}
