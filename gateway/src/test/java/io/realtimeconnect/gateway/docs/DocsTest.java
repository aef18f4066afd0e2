package io.realtimeconnect.gateway.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.gateway.GatewayTest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DocsTest extends GatewayTest {

    private static final Pattern NAMED = Pattern.compile("(?:href|src)=\"(/docs/[^\"]+)\"");

    @Test
    void everyFileThatThePageNamesIsThere() {
        String page = caller().get("/docs").text();

        Matcher named = NAMED.matcher(page);
        int files = 0;
        while (named.find()) {
            files++;
            assertThat(caller().get(named.group(1)).status()).as(named.group(1)).isEqualTo(200);
        }
        assertThat(files).isEqualTo(4);
    }

    @Test
    void nothingComesFromElsewhere() {
        assertThat(caller().get("/docs").text()).doesNotContain("://");
        assertThat(caller().get("/docs").header("Content-Security-Policy")).contains("default-src 'none'");
    }

    @Test
    void anotherFileIsNotFound() {
        assertThat(caller().get("/docs/other.js").json().path("code").asString())
                .isEqualTo("NOT_FOUND");
    }
}
