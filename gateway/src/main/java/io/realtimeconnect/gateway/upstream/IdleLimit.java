package io.realtimeconnect.gateway.upstream;

import java.time.Duration;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** An answer that may last as long as something is written within the limit; then it ends, and the client asks again. */
final class IdleLimit extends ServerHttpResponseDecorator {

    private final Duration limit;

    IdleLimit(ServerHttpResponse delegate, Duration limit) {
        super(delegate);
        this.limit = limit;
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
        return super.writeWith(Flux.from(body).timeout(limit, Flux.empty()));
    }

    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
        return super.writeAndFlushWith(Flux.from(body).timeout(limit, Flux.empty()));
    }
}
