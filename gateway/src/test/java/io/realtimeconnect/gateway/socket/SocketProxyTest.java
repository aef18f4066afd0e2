package io.realtimeconnect.gateway.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.realtimeconnect.gateway.Caller;
import io.realtimeconnect.gateway.GatewayTest;
import io.realtimeconnect.perf.session.Role;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

class SocketProxyTest extends GatewayTest {

    @Autowired
    OpenSockets open;

    @BeforeEach
    void forget() {
        COMMUNICATION.forget();
    }

    @AfterEach
    void nothingIsLeftOpen() {
        await().untilAsserted(() -> {
            assertThat(open.count()).isZero();
            assertThat(COMMUNICATION.sockets.get()).isZero();
        });
    }

    @Test
    void framesGoBothWays() {
        List<String> heard = talk(caller(Role.USER), Flux.just("one", "two", "close:1000"));
        assertThat(heard).containsExactly("echo one", "echo two");
    }

    @Test
    void thousandsOfFirstFramesArrive() {
        String token = token(Role.USER);
        List<String> lost = Flux.range(0, 2_000)
                .flatMap(
                        i -> first(caller().token(token), "first " + i).filter(got -> !got.equals("echo first " + i)),
                        32)
                .collectList()
                .block(Duration.ofSeconds(80));
        assertThat(lost).isEmpty();
    }

    @Test
    void theServiceChoosesTheSubprotocol() {
        WebsocketClientSpec spec =
                WebsocketClientSpec.builder().protocols("other,rtc.v1").build();
        Connection connection = Objects.requireNonNull(
                caller(Role.USER).http().websocket(spec).uri("/ws").connect().block(Duration.ofSeconds(5)));
        assertThat(((WebsocketInbound) connection.inbound()).selectedSubprotocol())
                .isEqualTo("rtc.v1");
        connection.dispose();
    }

    @Test
    void aSubprotocolThatTheServiceDoesNotSpeakIsNoHindrance() {
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .subprotocols("other")
                .header("X-Auth-Token", token(Role.USER))
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws"), new WebSocket.Listener() {})
                .orTimeout(5, TimeUnit.SECONDS)
                .join();
        assertThat(socket.getSubprotocol()).isEmpty();
        socket.abort();
    }

    @Test
    void theServiceHearsWhoCallsAndNotWhatTheHandshakeSaid() {
        talk(caller(Role.USER).with("X-User-Id", "somebody"), Flux.just("close:1000"));
        var headers = COMMUNICATION.seen().get(0).headers();
        assertThat(headers)
                .containsKeys("X-Auth-Token", "X-Forwarded-For", "X-Request-Id")
                .doesNotContainKey("X-User-Id");
        assertThat(headers.get("Sec-WebSocket-Key")).hasSize(1);
        assertThat(headers.get("Host")).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1011, 4401, 4403, 4409, 4429})
    void theServicesCloseCodeReachesTheClient(int code) {
        WebSocketCloseStatus status = opened(caller(Role.USER))
                .flatMap(connection -> {
                    WebsocketOutbound out = (WebsocketOutbound) connection.outbound();
                    WebsocketInbound in = (WebsocketInbound) connection.inbound();
                    return out.sendString(Mono.just("close:" + code))
                            .then()
                            .then(Mono.when(in.receive().then()).then(in.receiveCloseStatus()));
                })
                .block(Duration.ofSeconds(10));
        assertThat(status.code()).isEqualTo(code);
        assertThat(status.reasonText()).isEqualTo("as told");
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 3000, 4000})
    void theClientsCloseCodeReachesTheService(int code) {
        Connection connection = opened(caller(Role.USER)).block(Duration.ofSeconds(5));
        WebsocketOutbound out = (WebsocketOutbound) connection.outbound();
        out.sendObject(new TextWebSocketFrame("hello")).then().block(Duration.ofSeconds(5));
        out.sendObject(new CloseWebSocketFrame(code, "bye")).then().block(Duration.ofSeconds(5));
        await().untilAsserted(() -> assertThat(COMMUNICATION.closes)
                .extracting(WebSocketCloseStatus::code)
                .containsExactly(code));
        connection.dispose();
    }

    @Test
    void aClientThatVanishesLeavesNoSocketBehind() {
        for (int i = 0; i < 20; i++) {
            Connection connection = opened(caller(Role.USER)).block(Duration.ofSeconds(5));
            connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            connection.channel().close();
        }
        // asserted by nothingIsLeftOpen
    }

    @Test
    void aServiceThatVanishesSendsTheClientAway() {
        WebSocketCloseStatus status = opened(caller(Role.USER))
                .flatMap(connection -> {
                    WebsocketOutbound out = (WebsocketOutbound) connection.outbound();
                    WebsocketInbound in = (WebsocketInbound) connection.inbound();
                    return out.sendString(Mono.just("vanish"))
                            .then()
                            .then(in.receive().then())
                            .then(in.receiveCloseStatus());
                })
                .block(Duration.ofSeconds(10));
        assertThat(status.code()).isEqualTo(1001);
    }

    @Test
    void pingsAndPongsTravelTheWholeWay() {
        Connection connection = opened(caller(Role.USER), true).block(Duration.ofSeconds(5));
        WebsocketOutbound out = (WebsocketOutbound) connection.outbound();
        WebsocketInbound in = (WebsocketInbound) connection.inbound();
        out.sendObject(Flux.just(
                        new PingWebSocketFrame(Unpooled.wrappedBuffer(new byte[] {7})), new TextWebSocketFrame("ping")))
                .then()
                .block(Duration.ofSeconds(5));
        List<WebSocketFrame> heard = in.receiveFrames()
                .doOnNext(WebSocketFrame::retain)
                .take(2)
                .collectList()
                .block(Duration.ofSeconds(5));
        assertThat(heard.get(0)).isInstanceOf(PongWebSocketFrame.class);
        assertThat(heard.get(0).content().readByte()).isEqualTo((byte) 7);
        assertThat(heard.get(1)).isInstanceOf(PingWebSocketFrame.class);
        heard.forEach(WebSocketFrame::release);
        connection.dispose();
    }

    @Test
    void aFrameThatIsTooLargeIsClosedWith1009() {
        WebSocketCloseStatus status = opened(caller(Role.USER))
                .flatMap(connection -> {
                    WebsocketOutbound out = (WebsocketOutbound) connection.outbound();
                    WebsocketInbound in = (WebsocketInbound) connection.inbound();
                    return out.sendObject(new TextWebSocketFrame("x".repeat(70_000)))
                            .then()
                            .onErrorComplete()
                            .then(in.receive().then())
                            .then(in.receiveCloseStatus());
                })
                .block(Duration.ofSeconds(10));
        assertThat(status.code()).isEqualTo(1009);
    }

    @Test
    void aSlowClientHoldsTheServiceBackAndGetsEverything() {
        List<String> heard = opened(caller(Role.USER))
                .flatMap(connection -> {
                    WebsocketOutbound out = (WebsocketOutbound) connection.outbound();
                    WebsocketInbound in = (WebsocketInbound) connection.inbound();
                    return out.sendString(Mono.just("flood:2000"))
                            .then()
                            .thenMany(in.receive().asString().limitRate(1))
                            .delayUntil(s -> s.startsWith("10:") ? Mono.delay(Duration.ofSeconds(1)) : Mono.empty())
                            .map(s -> s.substring(0, s.indexOf(':')))
                            .take(2000)
                            .collectList()
                            .doFinally(signal -> connection.dispose());
                })
                .block(Duration.ofSeconds(30));
        assertThat(heard).hasSize(2000).startsWith("0", "1", "2").endsWith("1998", "1999");
    }

    @Test
    void withoutUpgradeItIs426() {
        Caller.Answer answer = caller(Role.USER).get("/ws");
        assertThat(answer.status()).isEqualTo(426);
        assertThat(answer.code()).isEqualTo("UPGRADE_REQUIRED");
    }

    @Test
    void aRefusalOfTheServiceIsOneOfTheGateway() {
        assertThat(status(caller(Role.USER).with("X-Fake", "refuse"))).isEqualTo(403);
    }

    @Test
    void anUnknownSessionIsTheServicesToRefuse() {
        assertThat(talk(caller().token("nonsense"), Flux.just("a", "close:4401")))
                .containsExactly("echo a");
    }

    @Test
    void aForeignPageOpensNoSocketWithACookie() {
        Caller page = caller().with("Cookie", "SESSION=" + token(Role.USER)).with("Origin", "https://evil.example");
        assertThat(status(page)).isEqualTo(403);
        Caller own = caller().with("Cookie", "SESSION=" + token(Role.USER)).with("Origin", "http://127.0.0.1:" + port);
        assertThat(talk(own, Flux.just("a", "close:1000"))).containsExactly("echo a");
    }

    @Test
    void aServiceThatIsDownIsA503BeforeTheUpgrade() {
        COMMUNICATION.stop();
        try {
            assertThat(status(caller(Role.USER))).isEqualTo(503);
        } finally {
            COMMUNICATION.start();
        }
        await().untilAsserted(() -> assertThat(talk(caller(Role.USER), Flux.just("a", "close:1000")))
                .containsExactly("echo a"));
    }

    private Mono<Connection> opened(Caller caller) {
        return opened(caller, false);
    }

    private Mono<Connection> opened(Caller caller, boolean handlePing) {
        return caller.http()
                .websocket(WebsocketClientSpec.builder().handlePing(handlePing).build())
                .uri("/ws")
                .connect()
                .cast(Connection.class);
    }

    /** The status of a handshake that does not succeed. */
    private int status(Caller caller) {
        return opened(caller)
                .<Integer>map(connection -> 101)
                .onErrorResume(
                        io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException.class,
                        e -> Mono.just(e.response().status().code()))
                .block(Duration.ofSeconds(5));
    }

    private Mono<String> first(Caller caller, String text) {
        return opened(caller)
                .flatMap(connection -> {
                    WebsocketOutbound out = (WebsocketOutbound) connection.outbound();
                    WebsocketInbound in = (WebsocketInbound) connection.inbound();
                    return out.sendString(Mono.just(text))
                            .then()
                            .then(in.receive().asString().next())
                            .timeout(Duration.ofSeconds(10), Mono.just("lost"))
                            .doFinally(signal -> connection.dispose());
                })
                .onErrorResume(e -> Mono.just(e.toString()));
    }

    private List<String> talk(Caller caller, Flux<String> say) {
        return opened(caller)
                .flatMap(connection -> {
                    WebsocketOutbound out = (WebsocketOutbound) connection.outbound();
                    WebsocketInbound in = (WebsocketInbound) connection.inbound();
                    return Mono.when(out.sendString(say).then())
                            .then(in.receive().asString().collectList())
                            .doFinally(signal -> connection.dispose());
                })
                .block(Duration.ofSeconds(10));
    }
}
