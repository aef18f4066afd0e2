package io.realtimeconnect.perf.response;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.perf.session.Role;
import io.realtimeconnect.perf.web.WebAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpStatus;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

/** Which answers may be kept, for how long, and under which key. */
class KeepingTest {

    private static final long NOW = 1_000_000_000_000L;

    @Test
    void aStarIsNoNameThatAnybodyCouldDeclare() {
        CapturedResponse response = response("Vary", "*");
        assertThat(Keeping.refusal(response, terms(List.of("*"), true), "max-age=60", NOW))
                .isEqualTo("vary");
        assertThat(Keeping.refusal(response("Vary", "X-A, *"), terms(List.of("X-A", "*"), false), null, NOW))
                .isEqualTo("vary");
        assertThat(Keeping.refusal(response("Vary", "X-A"), terms(List.of("x-a"), false), null, NOW))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'Sun, 09 Sep 2001 01:46:50 GMT'||10000",
                "'Sun, 09 Sep 2001 01:46:50 GMT'|max-age=20|20000",
                "'Sun, 09 Sep 2001 01:46:50 GMT'|public|10000",
                "'Mon, 09 Sep 2002 01:46:50 GMT'||60000",
                "0|max-age=20|20000",
                "|max-age=20, s-maxage=30|30000",
                "|max-age=3600|60000"
            })
    void anAnswerIsFreshForAsLongAsItSaysAndNoLongerThanDeclared(
            @Nullable String expires, @Nullable String control, long ms) {
        CapturedResponse response = response("Expires", expires);
        if (control != null) {
            response.getHeaders().set("Cache-Control", control);
        }
        assertThat(Keeping.refusal(response, terms(List.of(), false), null, NOW))
                .isNull();
        assertThat(Keeping.kept(response, terms(List.of(), false), null, NOW).lifetimeMs())
                .isEqualTo(ms);
    }

    @Test
    void aPartIsNoAnswer() {
        assertThat(Keeping.refusal(response("Content-Range", "bytes 0-1/9"), terms(List.of(), false), null, NOW))
                .isEqualTo("partial");
    }

    @Test
    void whatIsSaidToThisCacheAloneGoesBeforeBothHeaders() {
        CapturedResponse response = response("Expires", "0");
        response.getHeaders().set("Cache-Control", "no-store");
        assertThat(Keeping.refusal(response, terms(List.of(), true), "max-age=7", NOW))
                .isNull();
        assertThat(Keeping.kept(response, terms(List.of(), true), "max-age=7", NOW)
                        .lifetimeMs())
                .isEqualTo(7_000);
    }

    @Test
    void whatIsAddedToOneAnswerIsNoPartOfTheNext() {
        CapturedResponse response = response("X-List", "kept");
        ResponseTerms terms = terms(List.of(), false);
        StoredResponse kept = Keeping.kept(response, terms, null, NOW);
        Map<String, List<String>> headers = new HashMap<>();
        kept.headers().forEach((name, values) -> headers.put(name, new ArrayList<>(values)));
        // as it comes from Redis
        StoredResponse read = new StoredResponse(200, headers, "", null, NOW, 0, 1_000, false, false, null);
        for (int i = 0; i < 2; i++) {
            MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/a"));
            Replay.head(exchange, read, terms);
            exchange.getResponse().getHeaders().add("X-List", "added");
            assertThat(exchange.getResponse().getHeaders().get("X-List")).containsExactly("kept", "added");
        }
    }

    @Test
    void directivesOfAnyLengthAreReadOnASmallStack() throws InterruptedException {
        String long1 = "x=\"" + "a".repeat(8_000) + "\", no-store";
        String long2 = "x=\"" + "\\a".repeat(4_000) + "\", No-Store , max-age=\"5\"";
        boolean[] read = new boolean[2];
        Thread small = new Thread(
                null,
                () -> {
                    read[0] = Directives.of(List.of(long1)).has("no-store");
                    Directives both = Directives.of(List.of(long2));
                    read[1] = both.has("no-store") && Duration.ofSeconds(5).equals(both.seconds("max-age"));
                },
                "small",
                256 * 1024);
        small.start();
        small.join();
        assertThat(read).containsExactly(true, true);
    }

    @Test
    void aQuoteHidesWhatIsInsideAndOneThatIsNeverClosedHidesNothing() {
        Directives quoted = Directives.of(List.of("a=\"no-store, \\\", private\", max-age=3", " PUBLIC "));
        assertThat(quoted.has("no-store")).isFalse();
        assertThat(quoted.has("private")).isFalse();
        assertThat(quoted.has("public")).isTrue();
        assertThat(quoted.seconds("max-age")).isEqualTo(Duration.ofSeconds(3));
        assertThat(Directives.of(List.of("a=\"b, no-store")).has("no-store")).isTrue();
        assertThat(Directives.of(List.of("a=\"b\", c=\"d, no-store")).has("no-store"))
                .isTrue();
        assertThat(Directives.of(List.of("max-age=99999999999")).seconds("max-age"))
                .as("RFC 9111, section 1.2.2")
                .isEqualTo(Duration.ofSeconds(2_147_483_648L));
        assertThat(Directives.of(List.of(",, ,max-age")).seconds("max-age")).isEqualTo(Duration.ZERO);
    }

    @Test
    void keysNameTheirHeadersAndHoldNoSecrets() {
        MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/a")
                .header("X-A", "v")
                .header("X-B", "v")
                .header("Cookie", "SESSION=secret"));
        String byA = ResponseKey.of(exchange, terms(List.of("X-A"), true), "*/*");
        String byB = ResponseKey.of(exchange, terms(List.of("X-B"), true), "*/*");
        assertThat(byA).isNotEqualTo(byB);
        String byCookie = ResponseKey.of(exchange, terms(List.of("Cookie"), true), "*/*");
        MockServerWebExchange other =
                MockServerWebExchange.from(MockServerHttpRequest.get("/a").header("Cookie", "SESSION=other"));
        assertThat(byCookie).doesNotContain("secret");
        assertThat(ResponseKey.of(other, terms(List.of("cookie"), true), "*/*")).isNotEqualTo(byCookie);
    }

    @Test
    void whereTheWholeRequestIsSeenSchemeAndHostArePartOfTheKey() {
        ResponseTerms whole = terms(List.of(), false);
        assertThat(List.of(key("http://a/x", whole), key("https://a/x", whole), key("https://b/x", whole)))
                .doesNotHaveDuplicates();
    }

    @Test
    void theRolesOfAUserArePartOfTheirKeys() {
        UUID id = UUID.randomUUID();
        ResponseTerms mine = new ResponseTerms(
                "responses", Duration.ofMinutes(1), null, true, List.of(), null, List.of(), Set.of(), false, false, "");
        assertThat(ResponseKey.of(of(id, Role.USER), mine, "*/*"))
                .isEqualTo(ResponseKey.of(of(id, Role.USER), mine, "*/*"))
                .isNotEqualTo(ResponseKey.of(of(id, Role.ADMIN), mine, "*/*"))
                .isNotEqualTo(ResponseKey.of(of(UUID.randomUUID(), Role.USER), mine, "*/*"));
    }

    private static String key(String address, ResponseTerms terms) {
        return ResponseKey.of(MockServerWebExchange.from(MockServerHttpRequest.get(address)), terms, "*/*");
    }

    private static MockServerWebExchange of(UUID id, Role role) {
        MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/a"));
        exchange.getAttributes().put(WebAttributes.USER_ID, id);
        exchange.getAttributes().put(CurrentUser.class.getName(), new CurrentUser(id, "ann", Set.of(role), "handle"));
        return exchange;
    }

    private static CapturedResponse response(String header, @Nullable String value) {
        CapturedResponse response = new CapturedResponse(1024);
        response.setStatusCode(HttpStatus.OK);
        if (value != null) {
            response.getHeaders().set(header, value);
        }
        return response;
    }

    private static ResponseTerms terms(List<String> vary, boolean targeted) {
        return new ResponseTerms(
                "responses", Duration.ofMinutes(1), null, false, vary, null, List.of(), Set.of(), targeted, false, "");
    }
}
