package io.realtimeconnect.perf.web;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A request whose body ends with {@code 413 PAYLOAD_TOO_LARGE} where it becomes larger than its handler takes, with or without a
 * {@code Content-Length}, as JSON, form or multipart; and that can be read ahead once.
 *
 * <p>It wraps the request below the exchange, because an exchange reads forms from the request it was made with.
 */
public final class BoundedRequest extends ServerHttpRequestDecorator {

    private static final DataBufferFactory BUFFERS = DefaultDataBufferFactory.sharedInstance;

    private LongSupplier limit = () -> Long.MAX_VALUE;
    private byte @Nullable [] ahead;

    BoundedRequest(ServerHttpRequest request) {
        super(request);
    }

    void limit(LongSupplier limit) {
        this.limit = limit;
    }

    /** The whole body, within its limit; the handler reads the same bytes later. Empty (not absent) for no body. */
    public static Mono<byte[]> readAhead(ServerWebExchange exchange) {
        ServerHttpRequest request = exchange.getRequest();
        while (!(request instanceof BoundedRequest) && request instanceof ServerHttpRequestDecorator decorator) {
            request = decorator.getDelegate();
        }
        if (!(request instanceof BoundedRequest bounded)) {
            return Mono.error(new IllegalStateException("The request body cannot be read ahead"));
        }
        return DataBufferUtils.join(bounded.getBody())
                .map(BoundedRequest::bytes)
                .defaultIfEmpty(new byte[0])
                .doOnNext(bytes -> bounded.ahead = bytes);
    }

    @Override
    public Flux<DataBuffer> getBody() {
        return Flux.defer(() -> {
            byte[] read = ahead;
            if (read != null) {
                return read.length == 0 ? Flux.empty() : Flux.just(BUFFERS.wrap(read));
            }
            long most = limit.getAsLong();
            if (getHeaders().getContentLength() > most) {
                return Flux.error(tooLarge(most));
            }
            return bounded(most);
        });
    }

    private Flux<DataBuffer> bounded(long most) {
        long[] seen = {0};
        return super.getBody().handle((buffer, sink) -> {
            seen[0] += buffer.readableByteCount();
            if (seen[0] > most) {
                DataBufferUtils.release(buffer);
                sink.error(tooLarge(most));
            } else {
                sink.next(buffer);
            }
        });
    }

    private static byte[] bytes(DataBuffer buffer) {
        byte[] bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }

    static Problem tooLarge(long most) {
        return new Problem(
                HttpStatus.CONTENT_TOO_LARGE, "PAYLOAD_TOO_LARGE", "The body has more than " + most + " bytes.");
    }
}
