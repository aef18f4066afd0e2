package io.realtimeconnect.gateway.graphql;

import io.netty.handler.timeout.WriteTimeoutHandler;
import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.perf.session.Sessions;
import io.realtimeconnect.perf.socket.LoopBoundUpgradeStrategy;
import io.realtimeconnect.perf.web.Problem;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.codec.DecodingException;
import org.springframework.graphql.server.WebGraphQlHandler;
import org.springframework.graphql.server.webflux.GraphQlWebSocketHandler;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.WebsocketServerSpec;

/** Clients' connections for subscriptions, as long as their session stands and this process does. */
@Component
final class Connections implements SmartLifecycle {

    private static final String PROTOCOL = "graphql-transport-ws";
    private static final String PROTOCOL_HEADER = "Sec-WebSocket-Protocol";
    private static final CloseStatus UNAUTHENTICATED = new CloseStatus(4401, "Unauthorized");
    private static final CloseStatus NOT_UNDERSTOOD = new CloseStatus(4400, "Invalid message");

    private final GraphQlWebSocketHandler protocol;
    private final LoopBoundUpgradeStrategy upgrades;
    private final GraphQlProperties.Socket properties;
    private final EventSockets events;
    private final Callers callers;
    private final Sessions sessions;
    private final Sinks.Empty<Void> draining = Sinks.empty();
    private volatile boolean running;

    Connections(
            WebGraphQlHandler graph,
            ServerCodecConfigurer codecs,
            GraphQlProperties properties,
            EventSockets events,
            Callers callers,
            Sessions sessions) {
        this.properties = properties.socket();
        this.protocol = new GraphQlWebSocketHandler(graph, codecs, this.properties.init(), this.properties.keepAlive());
        int frame = Math.toIntExact(this.properties.frame().toBytes());
        this.upgrades = new LoopBoundUpgradeStrategy(
                () -> WebsocketServerSpec.builder().maxFramePayloadLength(frame).handlePing(false));
        this.events = events;
        this.callers = callers;
        this.sessions = sessions;
    }

    /** Upgrades a request that the edge let pass. */
    Mono<Void> take(ServerWebExchange exchange) {
        ServerHttpRequest request = exchange.getRequest();
        if (!offers(request.getHeaders())) {
            return Mono.error(
                    new Problem(HttpStatus.BAD_REQUEST, "SUBPROTOCOL_REQUIRED", "This address speaks " + PROTOCOL)
                            .header(PROTOCOL_HEADER, PROTOCOL));
        }
        CurrentUser user = Objects.requireNonNull(CurrentUser.of(exchange), "the edge let it pass");
        Call call = callers.call(exchange, null);
        Map<String, Object> attributes = new ConcurrentHashMap<>();
        attributes.put(Call.KEY, callers.call(exchange, events.of(call)));
        attributes.put(Admission.USER, user);
        attributes.put(Admission.RUNNING, new AtomicInteger());
        HandshakeInfo info = new HandshakeInfo(
                request.getURI(),
                HttpHeaders.copyOf(request.getHeaders()),
                request.getCookies(),
                Mono.empty(),
                PROTOCOL,
                request.getRemoteAddress(),
                attributes,
                null);
        watch(request);
        return upgrades.upgrade(exchange, session -> serve(session, user), PROTOCOL, () -> info);
    }

    private static boolean offers(HttpHeaders headers) {
        return headers.getValuesAsList(PROTOCOL_HEADER).contains(PROTOCOL);
    }

    /** A client that takes nothing, or says nothing, is gone. */
    private void watch(ServerHttpRequest request) {
        HttpServerRequest connected = ServerHttpRequestDecorator.getNativeRequest(request);
        connected.withConnection(client -> {
            client.addHandlerLast(new WriteTimeoutHandler(properties.stuck().toMillis(), TimeUnit.MILLISECONDS));
            client.onReadIdle(properties.idle().toMillis(), client::dispose);
        });
    }

    private Mono<Void> serve(WebSocketSession session, CurrentUser user) {
        Mono<Void> served = protocol.handle(session)
                .onErrorResume(
                        error -> error instanceof ServerWebInputException || error instanceof DecodingException,
                        error -> session.close(NOT_UNDERSTOOD));
        Mono<Void> out = sessions.revocations()
                .filter(revocation -> revocation.ends(user.id(), user.sessionHandle()))
                .next()
                .flatMap(revocation -> session.close(UNAUTHENTICATED));
        Mono<Void> leave = draining.asMono().then(Mono.defer(() -> session.close(CloseStatus.GOING_AWAY)));
        return Mono.firstWithSignal(served, out, leave);
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        draining.tryEmitEmpty();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
