package io.realtimeconnect.gateway.socket;

import org.reactivestreams.Subscription;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * What a socket receives, for the other side to send. Reactor Netty takes a cancelled receiver for the wish to close without a code; here
 * a cancelled one, whose other side is gone, only lets go of what still comes, so that the code can follow.
 */
final class Received implements CoreSubscriber<WebSocketMessage>, Subscription {

    private final CoreSubscriber<? super WebSocketMessage> other;
    private volatile boolean gone;
    private Subscription source = Operators.emptySubscription();

    private Received(CoreSubscriber<? super WebSocketMessage> other) {
        this.other = other;
    }

    static Flux<WebSocketMessage> by(WebSocketSession session) {
        return session.receive()
                .transform(Operators.<WebSocketMessage, WebSocketMessage>lift((from, other) -> new Received(other)));
    }

    @Override
    public Context currentContext() {
        return other.currentContext();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        source = subscription;
        other.onSubscribe(this);
    }

    @Override
    public void onNext(WebSocketMessage message) {
        if (!gone) {
            message.retain();
            other.onNext(message);
        }
    }

    @Override
    public void onError(Throwable error) {
        if (!gone) {
            other.onError(error);
        }
    }

    @Override
    public void onComplete() {
        if (!gone) {
            other.onComplete();
        }
    }

    @Override
    public void request(long messages) {
        source.request(messages);
    }

    @Override
    public void cancel() {
        gone = true;
        source.request(Long.MAX_VALUE);
    }
}
