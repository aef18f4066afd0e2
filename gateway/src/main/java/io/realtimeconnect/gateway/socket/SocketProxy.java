package io.realtimeconnect.gateway.socket;

import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.realtimeconnect.gateway.route.Row;
import io.realtimeconnect.gateway.upstream.HopHeaders;
import io.realtimeconnect.gateway.upstream.Unanswered;
import io.realtimeconnect.perf.socket.LoopBoundUpgradeStrategy;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.adapter.ReactorNettyWebSocketSession;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/**
 * Connects to a service first and takes the client's upgrade second, so that a service that is down is still a 503 and the subprotocol is
 * the service's choice.
 */
final class SocketProxy implements WebHandler {

    private static final String PROTOCOL = "Sec-WebSocket-Protocol";

    private static final Set<String> HOP = Set.of(
            "connection",
            "upgrade",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "content-length",
            "proxy-authorization");

    private final ServiceSockets services;
    private final LoopBoundUpgradeStrategy upgrades;
    private final HopHeaders hop;
    private final SocketProxyProperties properties;
    private final OpenSockets open;

    SocketProxy(
            ServiceSockets services,
            LoopBoundUpgradeStrategy upgrades,
            HopHeaders hop,
            SocketProxyProperties properties,
            OpenSockets open) {
        this.services = services;
        this.upgrades = upgrades;
        this.hop = hop;
        this.properties = properties;
        this.open = open;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange) {
        HttpHeaders asked = exchange.getRequest().getHeaders();
        if (!isUpgrade(asked)) {
            return Mono.error(NotUpgraded.upgradeRequired());
        }
        Row row = Objects.requireNonNull(Row.of(exchange), "only rows are proxied");
        return services.open(row.service(), exchange.getRequest().getURI(), onward(asked, exchange), protocols(asked))
                .onErrorMap(WebSocketClientHandshakeException.class, error -> NotUpgraded.refused(error, row.service()))
                .onErrorMap(error -> Unanswered.problem(error, row.service()))
                .flatMap(service -> join(exchange, service));
    }

    private Mono<Void> join(ServerWebExchange exchange, Connection connection) {
        WebSocketSession service = session(exchange, connection);
        watch(exchange);
        return upgrades.upgrade(
                        exchange,
                        client -> open.during(new Bridge(client, service, properties.linger())
                                .run(open.draining())
                                .doFinally(signal -> connection.dispose())),
                        service.getHandshakeInfo().getSubProtocol(),
                        () -> info(exchange, service.getHandshakeInfo().getSubProtocol()))
                .doOnError(error -> connection.dispose())
                .doOnCancel(connection::dispose);
    }

    /** A client that takes nothing, or says nothing, is gone. */
    private void watch(ServerWebExchange exchange) {
        HttpServerRequest request = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
        request.withConnection(client -> {
            client.addHandlerLast(new WriteTimeoutHandler(properties.stuck().toMillis(), TimeUnit.MILLISECONDS));
            client.onReadIdle(properties.idle().toMillis(), client::dispose);
        });
    }

    private WebSocketSession session(ServerWebExchange exchange, Connection connection) {
        WebsocketInbound inbound = (WebsocketInbound) connection.inbound();
        WebsocketOutbound outbound = (WebsocketOutbound) connection.outbound();
        return new ReactorNettyWebSocketSession(
                inbound,
                outbound,
                info(exchange, inbound.selectedSubprotocol()),
                new NettyDataBufferFactory(outbound.alloc()),
                Math.toIntExact(properties.maxAnswer().toBytes()));
    }

    private static HandshakeInfo info(ServerWebExchange exchange, @Nullable String protocol) {
        return new HandshakeInfo(
                exchange.getRequest().getURI(), exchange.getRequest().getHeaders(), Mono.empty(), protocol);
    }

    /** What the client sent, without what belongs to its own handshake and connection. */
    private HttpHeaders onward(HttpHeaders asked, ServerWebExchange exchange) {
        HttpHeaders headers = new HttpHeaders();
        asked.forEach((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!lower.startsWith("sec-websocket-") && !HOP.contains(lower)) {
                headers.addAll(name, values);
            }
        });
        return hop.filter(headers, exchange);
    }

    /** What the client offers and services speak: a client's connection ends where something is offered and nothing is chosen. */
    private @Nullable String protocols(HttpHeaders asked) {
        List<String> spoken = asked.getValuesAsList(PROTOCOL).stream()
                .filter(properties.protocols()::contains)
                .toList();
        return spoken.isEmpty() ? null : String.join(",", spoken);
    }

    private static boolean isUpgrade(HttpHeaders headers) {
        return "websocket".equalsIgnoreCase(headers.getUpgrade())
                && headers.getConnection().stream().anyMatch("upgrade"::equalsIgnoreCase)
                && headers.getFirst("Sec-WebSocket-Key") != null
                && "13".equals(headers.getFirst("Sec-WebSocket-Version"));
    }
}
