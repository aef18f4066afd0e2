package io.realtimeconnect.gateway.socket;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Two sockets as one: what either side sends goes to the other as fast as that side takes it, pings and pongs too; the code with which
 * one side closes closes the other. When it ends, both are done with.
 */
final class Bridge {

    private static final Logger log = LoggerFactory.getLogger(Bridge.class);

    private final WebSocketSession client;
    private final WebSocketSession service;
    private final Duration linger;
    private final Sinks.Empty<Void> oneSideEnded = Sinks.empty();

    Bridge(WebSocketSession client, WebSocketSession service, Duration linger) {
        this.client = client;
        this.service = service;
        this.linger = linger;
    }

    /** @param draining asks clients to come back elsewhere, whenever it completes */
    Mono<Void> run(Mono<Void> draining) {
        Mono<Void> both = Mono.when(pump(client, service), pump(service, client))
                .takeUntilOther(oneSideEnded.asMono().then(Mono.delay(linger)));
        Mono<Void> leave = draining.then(Mono.defer(() ->
                Mono.whenDelayError(client.close(CloseStatus.GOING_AWAY), service.close(CloseStatus.GOING_AWAY))));
        return Mono.firstWithSignal(both, leave.onErrorResume(this::gone));
    }

    private Mono<Void> pump(WebSocketSession from, WebSocketSession to) {
        return to.send(Received.by(from))
                .onErrorResume(this::gone)
                .then(Mono.defer(() -> ending(from)))
                .flatMap(status -> to.close(CloseCodes.onward(status)))
                .onErrorResume(this::gone)
                .doFinally(signal -> oneSideEnded.tryEmitEmpty());
    }

    private Mono<CloseStatus> ending(WebSocketSession side) {
        return side.closeStatus()
                .defaultIfEmpty(CloseStatus.NO_CLOSE_FRAME)
                .timeout(linger, Mono.just(CloseStatus.NO_CLOSE_FRAME))
                .onErrorReturn(CloseStatus.NO_CLOSE_FRAME);
    }

    private Mono<Void> gone(Throwable error) {
        log.debug("socket ended session={} cause={}", client.getId(), error.toString());
        return Mono.empty();
    }
}
