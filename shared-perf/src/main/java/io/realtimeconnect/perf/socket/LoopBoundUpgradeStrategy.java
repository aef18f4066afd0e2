package io.realtimeconnect.perf.socket;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.WebsocketServerSpec;

/**
 * Upgrades to WebSocket on the event loop of the connection, whatever thread the request came to be handled on.
 *
 * <p>Reactor Netty writes the handshake and then swaps the channel's handlers. Off the event loop a client's first frame can
 * arrive between the two and is dropped in silence: a session look-up, a limiter or anything else that hops threads before
 * the upgrade is enough. What runs before the response is committed may hop as well, so it is done first, and the
 * handshake alone is bound to the loop, where nothing can come between.
 */
public class LoopBoundUpgradeStrategy extends ReactorNettyRequestUpgradeStrategy {

    private static final String CHANNEL = LoopBoundUpgradeStrategy.class.getName() + ".channel";

    public LoopBoundUpgradeStrategy(Supplier<WebsocketServerSpec.Builder> spec) {
        super(spec);
    }

    @Override
    public Mono<Void> upgrade(
            ServerWebExchange exchange,
            WebSocketHandler handler,
            @Nullable String subProtocol,
            Supplier<HandshakeInfo> handshakeInfo) {
        Channel channel = channel(exchange);
        WebSocketHandler guarded = session -> {
            OversizeGuard.watch(channel);
            return handler.handle(session);
        };
        Mono<Void> upgrade = Mono.defer(
                () -> super.upgrade(exchange, guarded, subProtocol, () -> withChannel(handshakeInfo.get(), channel)));
        return exchange.getResponse()
                .setComplete()
                .then(upgrade.subscribeOn(Schedulers.fromExecutor(channel.eventLoop())));
    }

    /**
     * Writes a close frame and leaves the connection to the peer's answer, as RFC 6455 7.1.1 has it. Reactor Netty's own close ends
     * the connection with the frame: whatever the peer sends meanwhile is then answered by a reset, which can take the frame
     * from the peer before it has read it.
     *
     * @return false when the session was not made by this strategy
     */
    public static boolean close(WebSocketSession session, CloseStatus status) {
        if (session.getAttributes().get(CHANNEL) instanceof Channel channel) {
            channel.writeAndFlush(new CloseWebSocketFrame(status.getCode(), status.getReason()));
            return true;
        }
        return false;
    }

    /** Ends the connection under a session without a close frame: for a peer that takes none. */
    public static void cut(WebSocketSession session) {
        if (session.getAttributes().get(CHANNEL) instanceof Channel channel) {
            channel.close();
        }
    }

    private static HandshakeInfo withChannel(HandshakeInfo info, Channel channel) {
        Map<String, Object> attributes = new HashMap<>(info.getAttributes());
        attributes.put(CHANNEL, channel);
        return new HandshakeInfo(
                info.getUri(),
                info.getHeaders(),
                info.getCookies(),
                info.getPrincipal(),
                info.getSubProtocol(),
                info.getRemoteAddress(),
                attributes,
                info.getLogPrefix());
    }

    private static Channel channel(ServerWebExchange exchange) {
        HttpServerRequest request = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
        AtomicReference<@Nullable Channel> channel = new AtomicReference<>();
        request.withConnection(connection -> channel.set(connection.channel()));
        return Objects.requireNonNull(channel.get(), "a connection has a channel");
    }
}
