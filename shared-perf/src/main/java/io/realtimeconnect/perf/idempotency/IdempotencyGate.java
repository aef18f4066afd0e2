package io.realtimeconnect.perf.idempotency;

import io.realtimeconnect.perf.web.BoundedRequest;
import io.realtimeconnect.perf.web.HandlerGate;
import io.realtimeconnect.perf.web.Ids;
import io.realtimeconnect.perf.web.Problem;
import io.realtimeconnect.perf.web.ValidationFailed;
import io.realtimeconnect.perf.web.WebAttributes;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.reactive.HandlerResult;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Lets the first request with a key run and gives the others its answer. Requests without a user, login and register among them, pass.
 */
final class IdempotencyGate implements HandlerGate {

    static final String HEADER = "Idempotency-Key";
    private static final String REPLAYED = "Idempotency-Replayed";
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final IdempotencyTable table;
    private final IdempotencyProperties properties;

    IdempotencyGate(IdempotencyTable table, IdempotencyProperties properties) {
        this.table = table;
        this.properties = properties;
    }

    static boolean applies(ServerWebExchange exchange) {
        return exchange.getRequest().getMethod() == HttpMethod.POST
                && exchange.getRequest().getHeaders().containsHeader(HEADER);
    }

    @Override
    public Mono<HandlerResult> pass(ServerWebExchange exchange, Function<ServerWebExchange, Mono<HandlerResult>> run) {
        Mono<HandlerResult> handler = run.apply(exchange);
        UUID user = exchange.getAttribute(WebAttributes.USER_ID);
        if (user == null || !applies(exchange)) {
            return handler;
        }
        String key = key(exchange.getRequest().getHeaders().getFirst(HEADER));
        return BoundedRequest.readAhead(exchange)
                .map(body -> new Claim(user, key, Fingerprint.of(exchange.getRequest(), body), Ids.next()))
                .flatMap(claim -> settle(
                        claim,
                        exchange,
                        handler,
                        System.nanoTime() + properties.patience().toNanos()));
    }

    private static String key(@Nullable String sent) {
        if (sent == null || !sent.matches("[\\x21-\\x7E]{1,255}")) {
            throw new ValidationFailed(HEADER, "must have 1 to 255 visible ASCII characters");
        }
        return sent;
    }

    private Mono<HandlerResult> settle(
            Claim claim, ServerWebExchange exchange, Mono<HandlerResult> handler, long until) {
        return table.take(claim).flatMap(taken -> {
            if (taken) {
                claim.attach(exchange);
                return handler;
            }
            return table.find(claim)
                    .flatMap(known -> answer(known, until))
                    .flatMap(answer -> replay(exchange.getResponse(), answer).thenReturn(true))
                    .defaultIfEmpty(false)
                    .flatMap(answered -> answered ? Mono.empty() : again(claim, exchange, handler, until));
        });
    }

    private Mono<HandlerResult> again(
            Claim claim, ServerWebExchange exchange, Mono<HandlerResult> handler, long until) {
        return Mono.delay(LOOK_AGAIN).then(Mono.defer(() -> settle(claim, exchange, handler, until)));
    }

    /** The kept answer, empty while there is none; refusals are errors. */
    private static Mono<Answer> answer(IdempotencyTable.Known known, long until) {
        if (!known.same()) {
            return Mono.error(new Problem(
                    HttpStatus.UNPROCESSABLE_CONTENT,
                    "IDEMPOTENCY_KEY_REUSED",
                    "This Idempotency-Key belongs to another request."));
        }
        Answer answer = known.answer();
        if (answer == null) {
            return System.nanoTime() < until
                    ? Mono.empty()
                    : Mono.error(conflict("The first request is still at work."));
        }
        return answer.body() == null ? Mono.error(conflict("The answer was too large to be kept.")) : Mono.just(answer);
    }

    private static Problem conflict(String detail) {
        return new Problem(HttpStatus.CONFLICT, "IDEMPOTENCY_KEY_IN_USE", detail).header("Retry-After", "1");
    }

    private static Mono<Void> replay(ServerHttpResponse response, Answer answer) {
        response.setStatusCode(HttpStatusCode.valueOf(answer.status()));
        answer.headers().forEach(response.getHeaders()::set);
        response.getHeaders().set(REPLAYED, "true");
        byte[] body = answer.body();
        if (body == null || body.length == 0) {
            return response.setComplete();
        }
        response.getHeaders().setContentLength(body.length);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
    }
}
