package io.realtimeconnect.gateway.graphql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class GraphQlChecksTest extends GraphQlTest {

    private static final String QUERY = body("{queue{state}}", Map.of());

    private Answer as(String token, String header, String value, String body) {
        return send("POST", Map.of("X-Auth-Token", token, header, value), body);
    }

    @Test
    void onlyPostIsKnown() {
        for (String method : new String[] {"GET", "PUT", "DELETE"}) {
            Answer answer = send(method, Map.of(), null);
            assertThat(answer.status()).as(method).isEqualTo(405);
            assertThat(answer.headers().get("Allow")).contains("POST");
            assertThat(answer.json().path("code").asString()).isEqualTo("METHOD_NOT_ALLOWED");
        }
    }

    @Test
    void withoutASessionThereIsNoGraph() {
        Answer answer = send("POST", Map.of("Content-Type", "text/plain"), "x");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json().path("code").asString()).isEqualTo("UNAUTHENTICATED");
        assertThat(SUITE.calls()).isEmpty();
    }

    @Test
    void aForeignPageCannotUseTheCookie() {
        Answer answer = send("POST", Map.of("Cookie", "SESSION=" + token(), "Origin", "https://evil.example"), QUERY);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.json().path("code").asString()).isEqualTo("CSRF_REJECTED");
    }

    @Test
    void onlyJsonIsRead() {
        String token = token();
        for (String type : new String[] {"text/plain", "application/x-www-form-urlencoded", "application/graphql"}) {
            Answer answer = as(token, "Content-Type", type, QUERY);
            assertThat(answer.status()).as(type).isEqualTo(415);
            assertThat(answer.json().path("code").asString()).isEqualTo("UNSUPPORTED_MEDIA_TYPE");
        }
    }

    @Test
    void aBodyThatIsNoRequestIs400() {
        String token = token();
        for (String body : new String[] {
            "{",
            "[]",
            "[{\"query\":\"{queue{state}}\"}]",
            "{}",
            "{\"query\":\" \"}",
            "{\"query\":{}}",
            "{\"query\":\"{queue{state}}\",\"variables\":[]}",
            "null",
            ""
        }) {
            Answer answer = as(token, "Accept", "application/json", body);
            assertThat(answer.status()).as(body).isEqualTo(400);
            assertThat(answer.headers().get("Content-Type")).contains("problem+json");
        }
    }

    @Test
    void aTooLargeBodyIs413() {
        Answer answer = as(token(), "Accept", "*/*", "{\"query\":\"" + "x".repeat(300_000) + "\"}");
        assertThat(answer.status()).isEqualTo(413);
    }

    @Test
    void aDocumentThatIsNoneHasACode() {
        assertThat(graph("{").code()).isEqualTo("GRAPHQL_PARSE_FAILED");
        assertThat(graph("{nothing}").code()).isEqualTo("GRAPHQL_VALIDATION_FAILED");
        assertThat(graph("query($a: ID!){user(id:$a){age}}").code())
                .isNotEqualTo("INTERNAL_ERROR")
                .isNotEmpty();
        Answer own = as(token(), "Accept", "application/graphql-response+json", body("{nothing}", Map.of()));
        assertThat(own.status()).isEqualTo(400);
        assertThat(own.headers().get("Content-Type")).contains("application/graphql-response+json");
        assertThat(SUITE.calls()).isEmpty();
    }

    @Test
    void depthIsLimited() {
        String open = "matches{items{conversation{messages(limit:1){items{sender{displayName}}}}}}";
        assertThat(graph("{" + open + "}").code()).isNotEqualTo("QUERY_TOO_DEEP");
        String deep = "{__schema{types{name}} " + "queue{match{conversation{messages(limit:1){items{sender{"
                + "a{b{c{d{e}}}}" + "}}}}}}" + "}";
        assertThat(graph(deep).code()).isEqualTo("QUERY_TOO_DEEP");
    }

    @Test
    void costGrowsWithPages() {
        String small = "{conversations(limit:5){items{id messages(limit:10){items{id}}}}}";
        String large = "{conversations(limit:50){items{id messages(limit:50){items{id}}}}}";
        assertThat(graph(small).code()).isEqualTo("NOT_FOUND");
        assertThat(graph(large).code()).isEqualTo("QUERY_TOO_COMPLEX");
        assertThat(graph(
                                "query($n:Int){conversations(limit:$n){items{id messages(limit:$n){items{id}}}}}",
                                Map.of("n", 50))
                        .code())
                .isEqualTo("QUERY_TOO_COMPLEX");
        assertThat(SUITE.calls()).hasSize(1);
    }

    @Test
    void aliasesAreLimited() {
        SUITE.reply("GET /api/v1/queue", 200, "{\"state\":\"idle\"}");
        assertThat(graph("{" + aliased(15) + "}").json().has("errors")).isFalse();
        assertThat(graph("{" + aliased(16) + "}").code()).isEqualTo("TOO_MANY_ALIASES");
    }

    private static String aliased(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "a" + i + ":queue{state}")
                .collect(Collectors.joining(" "));
    }

    @Test
    void directivesAreLimited() {
        assertThat(graph("{queue{state" + " @include(if:true)".repeat(21) + "}}")
                        .code())
                .isEqualTo("TOO_MANY_DIRECTIVES");
    }

    @Test
    void fragmentsThatMultiplyOrContainThemselvesAreRefusedAtOnce() {
        String doubling = IntStream.range(0, 40)
                .mapToObj(i -> "fragment f%d on Query{...f%d ...f%d}".formatted(i, i + 1, i + 1))
                .collect(Collectors.joining(" ", "{...f0} ", " fragment f40 on Query{queue{state}}"));
        assertThat(graph(doubling).code()).isEqualTo("QUERY_TOO_COMPLEX");
        assertThat(graph("{...a} fragment a on Query{...b} fragment b on Query{...a}")
                        .code())
                .isEqualTo("GRAPHQL_VALIDATION_FAILED");
    }

    @Test
    void charactersAndTokensAreLimited() {
        assertThat(graph("{queue{state}} #" + "x".repeat(20_000)).code()).isEqualTo("DOCUMENT_TOO_LARGE");
        assertThat(graph("{" + "queue{state} ".repeat(600) + "}").code()).isEqualTo("GRAPHQL_PARSE_FAILED");
        assertThat(graph("{".repeat(1_500)).code()).isEqualTo("GRAPHQL_PARSE_FAILED");
    }

    @Test
    void anOperationHasItsTime() {
        SUITE.behave("GET /api/v1/queue", (request, response) -> Mono.never());
        long start = System.nanoTime();
        Answer answer = graph("{queue{state}}");
        assertThat(answer.code()).isEqualTo("UPSTREAM_TIMEOUT");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void aSessionMayAskForTheSchema() {
        Answer answer = graph(graphql.introspection.IntrospectionQuery.INTROSPECTION_QUERY);
        assertThat(answer.json().has("errors")).isFalse();
        assertThat(answer.data().at("/__schema/queryType/name").asString()).isEqualTo("Query");
    }

    @Test
    void askingForTheSchemaOverAndOverIsRefusedAsTheClientsFault() {
        Answer answer = graph("{__schema{queryType{fields{name}} mutationType{fields{name}}}}");
        assertThat(answer.code()).isEqualTo("GRAPHQL_REFUSED");
        assertThat(answer.json().at("/errors/0/extensions/status").asInt()).isEqualTo(400);
    }

    @Test
    void subscriptionsNeedAConnection() {
        assertThat(graph("subscription{queueEvents{event}}").code()).isEqualTo("WEBSOCKET_REQUIRED");
    }

    @Test
    void noMutationTakesAPassword() {
        assertThat(graph("mutation{login(login:\"a\",password:\"b\"){id}}").code())
                .isEqualTo("GRAPHQL_VALIDATION_FAILED");
    }
}
