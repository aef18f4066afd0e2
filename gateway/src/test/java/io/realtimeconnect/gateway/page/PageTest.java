package io.realtimeconnect.gateway.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.gateway.GatewayTest;
import io.realtimeconnect.perf.session.Role;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class PageTest extends GatewayTest {

    private static final Pattern NAMED =
            Pattern.compile("(?:href|src)=\"/page/([^\"]+)\"|(?:from |import |import\\()'\\./([^']+)'");

    @Test
    void everyFileThatThePageNamesIsThere() {
        Set<String> seen = new HashSet<>();
        Deque<String> left = new ArrayDeque<>(Set.of("/"));
        while (!left.isEmpty()) {
            String path = left.remove();
            var answer = caller().get(path);
            assertThat(answer.status()).as(path).isEqualTo(200);
            assertThat(answer.header("Content-Security-Policy")).contains("script-src 'self'");
            Matcher named = NAMED.matcher(answer.text());
            while (named.find()) {
                String file = "/page/" + (named.group(1) == null ? named.group(2) : named.group(1));
                if (seen.add(file)) {
                    left.add(file);
                }
            }
        }
        assertThat(seen).contains("/page/call.js", "/page/base.css").hasSizeGreaterThan(25);
    }

    @Test
    void scriptsAreScripts() {
        assertThat(caller().get("/page/app.js").header("Content-Type")).startsWith("text/javascript");
        assertThat(caller().get("/page/favicon.svg").header("Content-Type")).startsWith("image/svg+xml");
    }

    @Test
    void whoWalksToTheConsoleWithoutTheRightIsToldWhereToLogIn() {
        for (var caller : List.of(caller(), caller(Role.USER))) {
            var told = caller.with("Sec-Fetch-Dest", "document").get("/console");
            var problem = caller.get("/console");

            assertThat(told.status()).isEqualTo(problem.status()).isIn(401, 403);
            assertThat(told.header("Content-Type")).startsWith("text/html");
            assertThat(told.header("Content-Security-Policy")).contains("script-src 'self'");
            assertThat(told.text()).contains("for administrators");
            assertThat(problem.code()).isIn("UNAUTHENTICATED", "FORBIDDEN");
        }
        assertThat(caller(Role.ADMIN)
                        .with("Sec-Fetch-Dest", "document")
                        .get("/console")
                        .text())
                .contains("Slow statements");
    }

    @Test
    void whatIsNotAFileOfThePageIsNotFound() {
        assertThat(caller().get("/page/secrets.js").json().path("code").asString())
                .isEqualTo("NOT_FOUND");
        assertThat(caller().get("/page/index.html").json().path("code").asString())
                .isEqualTo("NOT_FOUND");
    }
}
