package io.realtimeconnect.perf.idempotency;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Keeps the answer of a claimed request before any of it is sent: a client that has seen it will see it again. */
final class RecordingResponse extends ServerHttpResponseDecorator {

    private static final Logger log = LoggerFactory.getLogger(RecordingResponse.class);
    private static final List<String> KEPT =
            List.of(HttpHeaders.CONTENT_TYPE, HttpHeaders.LOCATION, HttpHeaders.ETAG, HttpHeaders.CACHE_CONTROL);

    private final ServerWebExchange exchange;
    private final IdempotencyTable table;
    private final long largest;

    RecordingResponse(ServerWebExchange exchange, IdempotencyTable table, long largest) {
        super(exchange.getResponse());
        this.exchange = exchange;
        this.table = table;
        this.largest = largest;
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
        if (!Claim.isAttached(exchange)) {
            return super.writeWith(body);
        }
        return DataBufferUtils.join(body)
                .map(RecordingResponse::bytes)
                .defaultIfEmpty(new byte[0])
                .flatMap(bytes -> keep(bytes)
                        .then(super.writeWith(Mono.just(bufferFactory().wrap(bytes)))));
    }

    @Override
    public Mono<Void> setComplete() {
        return Claim.isAttached(exchange) && !isCommitted()
                ? keep(new byte[0]).then(super.setComplete())
                : super.setComplete();
    }

    private Mono<Void> keep(byte[] body) {
        return Mono.defer(() -> {
            Claim claim = Claim.of(exchange);
            HttpStatusCode status = getStatusCode();
            int code = status == null ? 200 : status.value();
            Mono<Void> kept = code >= 500 || code == 429
                    ? table.release(claim)
                    : table.complete(claim, new Answer(code, headers(), body.length > largest ? null : body));
            return kept.onErrorResume(e -> {
                log.warn("idempotency.not-kept cause={}", e.toString());
                return Mono.empty();
            });
        });
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : KEPT) {
            String value = getHeaders().getFirst(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        return headers;
    }

    private static byte[] bytes(DataBuffer buffer) {
        byte[] bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }
}
