package io.realtimeconnect.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;

class ClientTest {

    private final TrustedProxies proxies = new TrustedProxies(List.of("10.0.0.0/8", "fd00::/8"));

    @ParameterizedTest
    @CsvSource({
        "198.51.100.7, 1.2.3.4, 198.51.100.7",
        "10.0.0.1, 1.2.3.4, 1.2.3.4",
        "10.0.0.1, '9.9.9.9, 1.2.3.4', 1.2.3.4",
        "10.0.0.1, '9.9.9.9, 1.2.3.4, 10.3.3.3', 1.2.3.4",
        "10.0.0.1, '10.2.2.2, 10.3.3.3', 10.2.2.2",
        "10.0.0.1, 'unknown', 10.0.0.1",
        "10.0.0.1, '1.2.3.4, localhost', 10.0.0.1",
        "10.0.0.1, '1.2.3.4, 10.9.9.9:80, 10.3.3.3', 10.3.3.3",
        "10.0.0.1, , 10.0.0.1",
        "10.0.0.1, '2001:db8::1', 2001:db8:0:0:0:0:0:1",
    })
    void theClientIsTheRightmostWhoIsNoProxyOfOurs(String peer, String forwarded, String ip) {
        assertThat(client(peer, forwarded, null, null).ip()).isEqualTo(ip);
    }

    @Test
    void hostAndProtocolAreBelievedOfProxiesOnly() {
        assertThat(client("10.0.0.1", "1.2.3.4", "app.example", "https"))
                .isEqualTo(new Client("1.2.3.4", "app.example", "https"));
        assertThat(client("1.1.1.1", "1.2.3.4", "app.example", "https"))
                .isEqualTo(new Client("1.1.1.1", "here", "http"));
        assertThat(client("10.0.0.1", "1.2.3.4", "evil.example, app.example", "ftp")
                        .host())
                .isEqualTo("app.example");
        assertThat(client("10.0.0.1", "1.2.3.4", "evil.example, app.example", "ftp")
                        .proto())
                .isEqualTo("http");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.0", "localhost/8", "10.0.0.0/x", "10.0.0.0/99"})
    void whatIsNoNetworkEndsTheStart(String cidr) {
        assertThatIllegalArgumentException().isThrownBy(() -> new TrustedProxies(List.of(cidr)));
    }

    private Client client(String peer, String forwarded, String host, String proto) {
        MockServerHttpRequest.BaseBuilder<?> request =
                MockServerHttpRequest.get("/").header("Host", "here").remoteAddress(new InetSocketAddress(peer, 4711));
        if (forwarded != null) {
            request.header("X-Forwarded-For", forwarded);
        }
        if (host != null) {
            request.header("X-Forwarded-Host", host);
        }
        if (proto != null) {
            request.header("X-Forwarded-Proto", proto);
        }
        return Client.of(request.build(), proxies);
    }
}
