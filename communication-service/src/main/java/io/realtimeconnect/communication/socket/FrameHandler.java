package io.realtimeconnect.communication.socket;

import reactor.core.publisher.Mono;

/** Answers one type of frame. Frames of a connection come one after the other: the next when the {@code Mono} has ended. */
interface FrameHandler {

    String type();

    /** @return signals a {@link io.realtimeconnect.perf.web.Problem} that becomes an {@code error} frame */
    Mono<Void> handle(Connection connection, Inbound frame);
}
