package io.realtimeconnect.perf.socket;

import io.netty.channel.EventLoop;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
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

    public LoopBoundUpgradeStrategy(Supplier<WebsocketServerSpec.Builder> spec) {
        super(spec);
    }

    @Override
    public Mono<Void> upgrade(
            ServerWebExchange exchange,
            WebSocketHandler handler,
            @Nullable String subProtocol,
            Supplier<HandshakeInfo> handshakeInfo) {
        EventLoop loop = eventLoop(exchange);
        Mono<Void> upgrade = Mono.defer(() -> super.upgrade(exchange, handler, subProtocol, handshakeInfo));
        return exchange.getResponse().setComplete().then(upgrade.subscribeOn(Schedulers.fromExecutor(loop)));
    }

    private static EventLoop eventLoop(ServerWebExchange exchange) {
        HttpServerRequest request = ServerHttpRequestDecorator.getNativeRequest(exchange.getRequest());
        AtomicReference<@Nullable EventLoop> loop = new AtomicReference<>();
        request.withConnection(connection -> loop.set(connection.channel().eventLoop()));
        return Objects.requireNonNull(loop.get(), "a connection has an event loop");
    }
}
