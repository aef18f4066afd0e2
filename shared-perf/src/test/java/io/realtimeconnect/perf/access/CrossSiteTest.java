package io.realtimeconnect.perf.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

class CrossSiteTest {

    private final CrossSite crossSite = new CrossSite(List.of("https://App.example/", "http://dev.example:3000"));

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                // origin, site, host, forwarded host, forwarded proto, allowed
                "-, -, chat.example, -, -, true",
                "-, same-origin, chat.example, -, -, true",
                "-, none, chat.example, -, -, true",
                "-, same-site, chat.example, -, -, false",
                "-, cross-site, chat.example, -, -, false",
                "https://chat.example, same-origin, chat.example, -, -, true",
                "https://chat.example, -, chat.example:443, -, -, true",
                "http://chat.example:80, -, chat.example, -, -, true",
                "https://CHAT.example, -, chat.EXAMPLE, -, -, true",
                "http://localhost:8080, -, 127.0.0.1:8081, localhost:8080, http, true",
                "http://chat.example, -, chat.example, chat.example, https, false",
                "https://chat.example, -, 10.0.0.1:8081, 'evil.example, chat.example', https, true",
                "https://evil.example, -, 10.0.0.1:8081, 'evil.example, chat.example', https, false",
                "http://[::1]:8080, -, '[::1]:8080', -, -, true",
                "http://[::1], -, '[::1]', -, -, true",
                "https://chat.example:8443, -, chat.example, -, -, false",
                "https://evil.example, same-origin, chat.example, -, -, false",
                "https://app.example, cross-site, chat.example, -, -, true",
                "http://dev.example:3000, cross-site, chat.example, -, -, true",
                "https://app.example.evil, -, chat.example, -, -, false",
                "https://chat.example.evil, -, chat.example, -, -, false",
                "null, cross-site, chat.example, -, -, false",
                "file://, -, chat.example, -, -, false",
                "nonsense , -, chat.example, -, -, false",
                "'https://bad host', -, chat.example, -, -, false",
            })
    void aBrowserWritesFromItsOwnHostOrAnAllowedOriginOnly(
            String origin, String site, String host, String forwardedHost, String forwardedProto, boolean allowed) {
        var request = MockServerHttpRequest.post("/");
        header(request, "Origin", origin);
        header(request, "Sec-Fetch-Site", site);
        header(request, "Host", host);
        header(request, "X-Forwarded-Host", forwardedHost);
        header(request, "X-Forwarded-Proto", forwardedProto);
        assertThat(crossSite.allows(request.build())).isEqualTo(allowed);
    }

    private static void header(MockServerHttpRequest.BodyBuilder request, String name, String value) {
        if (value != null) {
            request.header(name, value);
        }
    }
}
