package io.realtimeconnect.gateway.graphql;

import io.github.resilience4j.reactor.circuitbreaker.operator.CircuitBreakerOperator;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.realtimeconnect.gateway.upstream.Instance;
import io.realtimeconnect.gateway.upstream.Unanswered;
import io.realtimeconnect.gateway.upstream.UpstreamProperties;
import io.realtimeconnect.gateway.upstream.Upstreams;
import io.realtimeconnect.perf.access.Credentials;
import io.realtimeconnect.perf.web.RequestId;
import java.net.URI;
import java.util.Iterator;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.resources.ConnectionProvider;
import tools.jackson.databind.json.JsonMapper;

/** Makes the sockets that bring a caller's events. */
@Component
final class EventSockets {

    private static final URI SOCKET = URI.create("/ws");
    private static final WebsocketClientSpec SPEC = WebsocketClientSpec.builder()
            .protocols("rtc.v1")
            .maxFramePayloadLength(1024 * 1024)
            .build();

    private final Upstreams upstreams;
    private final UpstreamProperties upstream;
    private final GraphQlProperties.Socket properties;
    private final JsonMapper json;
    private final HttpClient http;

    EventSockets(Upstreams upstreams, UpstreamProperties upstream, GraphQlProperties properties, JsonMapper json) {
        this.upstreams = upstreams;
        this.upstream = upstream;
        this.properties = properties.socket();
        this.json = json;
        this.http = HttpClient.create(ConnectionProvider.newConnection())
                .option(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(properties.socket().connect().toMillis()));
    }

    /** Not open yet: its first subscriber opens it. */
    EventSocket of(Call call) {
        return new EventSocket(Mono.defer(() -> open(call)), json, properties);
    }

    private Mono<Connection> open(Call call) {
        Iterator<Instance> instances = upstreams.of(ConversationGraph.SERVICE).stream()
                .limit(upstream.attempts())
                .iterator();
        return attempt(call, instances, Unanswered.unavailable(ConversationGraph.SERVICE));
    }

    private Mono<Connection> attempt(Call call, Iterator<Instance> instances, Throwable last) {
        if (!instances.hasNext()) {
            return Mono.error(Unanswered.problem(last, ConversationGraph.SERVICE));
        }
        Instance instance = instances.next();
        return http.headers(headers -> {
                    headers.set(Credentials.HEADER, call.token());
                    headers.set(RequestId.HEADER, call.requestId().value());
                    if (call.client() != null) {
                        headers.set("X-Forwarded-For", call.client());
                    }
                })
                .websocket(SPEC)
                .uri(instance.socketAt(SOCKET))
                .connect()
                .cast(Connection.class)
                .timeout(properties.connect(), Mono.error(TimeoutException::new))
                .transformDeferred(CircuitBreakerOperator.of(instance.breaker()))
                .onErrorResume(Unanswered::neverSent, error -> attempt(call, instances, error))
                .onErrorMap(
                        WebSocketClientHandshakeException.class,
                        error -> Unanswered.unavailable(ConversationGraph.SERVICE))
                .onErrorMap(error -> Unanswered.problem(error, ConversationGraph.SERVICE));
    }
}
