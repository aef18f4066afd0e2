package io.realtimeconnect.perf.response;

import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.server.reactive.AbstractServerHttpResponse;
import reactor.core.publisher.Mono;

/** An answer that nobody is being sent: held in memory up to a size. */
final class CapturedResponse extends AbstractServerHttpResponse {

    private final int most;
    private byte[] body = new byte[0];

    /** Its answer is no use to others: it streams, or is too large. */
    static final class Unholdable extends RuntimeException {

        Unholdable(String why) {
            super(why, null, false, false);
        }
    }

    CapturedResponse(int most) {
        super(DefaultDataBufferFactory.sharedInstance);
        this.most = most;
    }

    int status() {
        return getStatusCode() == null ? 200 : getStatusCode().value();
    }

    byte[] body() {
        return body;
    }

    @Override
    public <T> T getNativeResponse() {
        throw new IllegalStateException("This answer is not being sent");
    }

    @Override
    protected Mono<Void> writeWithInternal(Publisher<? extends DataBuffer> parts) {
        return DataBufferUtils.join(parts, most)
                .onErrorMap(DataBufferLimitException.class, e -> new Unholdable("too-large"))
                .flatMap(buffer -> {
                    // one buffer alone has not been measured
                    byte[] bytes = new byte[Math.min(most, buffer.readableByteCount())];
                    boolean whole = bytes.length == buffer.readableByteCount();
                    buffer.read(bytes);
                    DataBufferUtils.release(buffer);
                    body = bytes;
                    return whole ? Mono.empty() : Mono.error(new Unholdable("too-large"));
                });
    }

    @Override
    protected Mono<Void> writeAndFlushWithInternal(Publisher<? extends Publisher<? extends DataBuffer>> parts) {
        return Mono.error(new Unholdable("stream"));
    }

    @Override
    protected void applyStatusCode() {}

    @Override
    protected void applyHeaders() {}

    @Override
    protected void applyCookies() {}
}
