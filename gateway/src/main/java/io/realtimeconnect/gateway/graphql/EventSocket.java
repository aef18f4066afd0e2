package io.realtimeconnect.gateway.graphql;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.realtimeconnect.gateway.upstream.Unanswered;
import io.realtimeconnect.perf.web.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.Connection;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one {@code rtc.v1} socket to communication-service that all subscriptions of a client's connection share: opened for the first of
 * them, closed after the last.
 */
final class EventSocket {

    private static final TypeReference<HashMap<String, @Nullable Object>> FRAME = new TypeReference<>() {};
    private static final Duration FAREWELL = Duration.ofSeconds(1);
    private static final Sinks.EmitFailureHandler BUSY = Sinks.EmitFailureHandler.busyLooping(Duration.ofMillis(100));

    private final Mono<Connection> opening;
    private final JsonMapper json;
    private final GraphQlProperties.Socket properties;
    private final Flux<Map<String, @Nullable Object>> shared;
    private volatile Sinks.One<Sinks.Many<String>> ready = Sinks.one();

    EventSocket(Mono<Connection> opening, JsonMapper json, GraphQlProperties.Socket properties) {
        this.opening = opening;
        this.json = json;
        this.properties = properties;
        this.shared = Flux.defer(this::connect).publish().refCount();
    }

    /**
     * What the service pushes from now on.
     *
     * @param first is sent once the service is ready, its answers come with the rest; null for none
     * @return signals why the service closed, or that the subscriber does not keep up
     */
    Flux<Map<String, @Nullable Object>> frames(@Nullable Object first) {
        Flux<Map<String, @Nullable Object>> sending = Flux.defer(() -> ready.asMono()
                .doOnNext(outgoing -> {
                    if (first != null) {
                        outgoing.emitNext(json.writeValueAsString(first), BUSY);
                    }
                })
                .thenMany(Flux.empty()));
        return shared.mergeWith(sending)
                .onBackpressureBuffer(properties.buffer())
                .onErrorMap(reactor.core.Exceptions::isOverflow, error -> tooSlow());
    }

    private Flux<Map<String, @Nullable Object>> connect() {
        Sinks.One<Sinks.Many<String>> mine = Sinks.one();
        ready = mine;
        return Flux.usingWhen(
                opening, connection -> talk(connection, mine), connection -> Mono.fromRunnable(connection::dispose));
    }

    private Flux<Map<String, @Nullable Object>> talk(Connection connection, Sinks.One<Sinks.Many<String>> mine) {
        WebsocketInbound inbound = (WebsocketInbound) connection.inbound();
        WebsocketOutbound outbound = (WebsocketOutbound) connection.outbound();
        Sinks.Many<String> outgoing = Sinks.many().unicast().onBackpressureBuffer();
        Flux<String> beats =
                Flux.interval(properties.heartbeat()).onBackpressureDrop().map(beat -> "{\"type\":\"ping\"}");
        Mono<Void> writing = outbound.sendObject(
                        outgoing.asFlux().mergeWith(beats).map(TextWebSocketFrame::new))
                .then();
        Flux<Map<String, @Nullable Object>> reading = inbound.aggregateFrames()
                .receive()
                .map(EventSocket::text)
                .map(this::frame)
                .doOnNext(frame -> {
                    if ("ready".equals(frame.get("type"))) {
                        mine.tryEmitValue(outgoing);
                    }
                })
                .filter(frame -> !"ready".equals(frame.get("type")) && !"pong".equals(frame.get("type")));
        Flux<Map<String, @Nullable Object>> end = inbound.receiveCloseStatus()
                .defaultIfEmpty(WebSocketCloseStatus.EMPTY)
                .timeout(FAREWELL, Mono.just(WebSocketCloseStatus.EMPTY))
                .flatMapMany(status -> Flux.error(closed(status.code())));
        return reading.mergeWith(writing.<Map<String, @Nullable Object>>then(Mono.never())
                        .takeUntilOther(connection.onDispose()))
                .takeUntilOther(connection.onTerminate())
                .concatWith(end);
    }

    private static String text(ByteBuf bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private Map<String, @Nullable Object> frame(String text) {
        try {
            return json.readValue(text, FRAME);
        } catch (JacksonException e) {
            throw Unanswered.unavailable(ConversationGraph.SERVICE);
        }
    }

    private static Problem closed(int code) {
        return switch (code) {
            case 4401 -> new Problem(HttpStatus.UNAUTHORIZED, "UNAUTHENTICATED", "The session has ended");
            case 4403 -> new Problem(HttpStatus.FORBIDDEN, "ACCOUNT_SUSPENDED", "The account is suspended");
            case 4429 -> tooSlow();
            default -> Unanswered.unavailable(ConversationGraph.SERVICE);
        };
    }

    private static Problem tooSlow() {
        return new Problem(HttpStatus.TOO_MANY_REQUESTS, "TOO_SLOW", "Events were not taken fast enough");
    }
}
