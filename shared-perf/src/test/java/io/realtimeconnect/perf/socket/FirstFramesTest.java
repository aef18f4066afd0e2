package io.realtimeconnect.perf.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.http.codec.autoconfigure.CodecsAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.reactor.netty.autoconfigure.NettyReactiveWebServerAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.webflux.autoconfigure.HttpHandlerAutoConfiguration;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.client.HttpClient;

@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        classes = FirstFramesTest.Echo.class,
        properties = "server.address=127.0.0.1")
class FirstFramesTest {

    private static final int CONNECTIONS = 6_000;

    @LocalServerPort
    int port;

    @Test
    void theFirstFrameOfEveryFreshConnectionArrives() {
        var client = new ReactorNettyWebSocketClient(HttpClient.newConnection());
        URI echo = URI.create("ws://127.0.0.1:" + port + "/echo");

        Long answered = Flux.range(0, CONNECTIONS)
                .flatMap(i -> firstFrameComesBack(client, echo, "frame " + i), 16)
                .filter(arrived -> arrived)
                .count()
                .block(Duration.ofMinutes(3));

        assertThat(answered).isEqualTo(CONNECTIONS);
    }

    private static Mono<Boolean> firstFrameComesBack(ReactorNettyWebSocketClient client, URI uri, String text) {
        return Mono.<Boolean>create(result -> client.execute(
                                uri,
                                session -> session.send(Mono.just(session.textMessage(text)))
                                        .thenMany(session.receive()
                                                .map(WebSocketMessage::getPayloadAsText)
                                                .take(1)
                                                .doOnNext(answer -> result.success(answer.equals(text))))
                                        .then(session.close()))
                        .subscribe(null, result::error))
                .timeout(Duration.ofSeconds(3), Mono.just(false))
                .onErrorReturn(false);
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        NettyReactiveWebServerAutoConfiguration.class,
        HttpHandlerAutoConfiguration.class,
        WebFluxAutoConfiguration.class,
        CodecsAutoConfiguration.class,
        JacksonAutoConfiguration.class,
        SocketAutoConfiguration.class
    })
    static class Echo {

        @Bean
        HandlerMapping echo() {
            WebSocketHandler echo = session ->
                    session.send(session.receive().map(message -> session.textMessage(message.getPayloadAsText())));
            return new SimpleUrlHandlerMapping(Map.of("/echo", echo), -1);
        }

        /** What a session look-up does: the request goes on, on another thread; so does the commit of the response. */
        @Bean
        WebFilter threadHop() {
            return (exchange, chain) -> Mono.defer(() -> {
                        exchange.getResponse()
                                .beforeCommit(() -> Mono.<Void>empty().subscribeOn(Schedulers.parallel()));
                        return chain.filter(exchange);
                    })
                    .subscribeOn(Schedulers.boundedElastic());
        }
    }
}
