package io.realtimeconnect.perf.response;

import io.realtimeconnect.perf.web.Deadline;
import io.realtimeconnect.perf.web.Problem;
import io.realtimeconnect.perf.web.Problems;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

/**
 * One run of the origin, for all who wait: gives the answer to be kept, nothing where it may not be (then what came of it is for the one that
 * ran it), or {@link OriginFailed}.
 */
final class ResponseLoad {

    private final ServerWebExchange exchange;
    private final ResponseTerms terms;
    private final String accept;
    private final Function<ServerWebExchange, Mono<Void>> origin;
    private final ResponseProperties properties;
    private final Problems problems;
    private final Clock clock;
    private volatile @Nullable StoredResponse made;
    private volatile @Nullable Function<ServerWebExchange, Mono<Void>> own;

    ResponseLoad(
            ServerWebExchange exchange,
            ResponseTerms terms,
            String accept,
            Function<ServerWebExchange, Mono<Void>> origin,
            ResponseProperties properties,
            Problems problems,
            Clock clock) {
        this.exchange = exchange;
        this.terms = terms;
        this.accept = accept;
        this.origin = origin;
        this.properties = properties;
        this.problems = problems;
        this.clock = clock;
    }

    /** The origin could not answer, and an old answer would be better than what it said. */
    static final class OriginFailed extends RuntimeException {

        private final transient Function<ServerWebExchange, Mono<Void>> answer;

        OriginFailed(Function<ServerWebExchange, Mono<Void>> answer, @Nullable Throwable cause) {
            super("The origin failed", cause, false, false);
            this.answer = answer;
        }

        Mono<Void> answer(ServerWebExchange exchange) {
            return answer.apply(exchange);
        }
    }

    /** Whether the answer was made by this very load. */
    boolean made(StoredResponse stored) {
        return made == stored;
    }

    /** What came of a run whose answer is not kept; null where another's load ran, or where the origin is to be run once more. */
    @Nullable
    Function<ServerWebExchange, Mono<Void>> own() {
        return own;
    }

    /** @param caller the Reactor context of the request; its deadline does not bind the others */
    Mono<StoredResponse> run(ContextView caller) {
        return Mono.defer(() -> {
            CapturedResponse response =
                    new CapturedResponse((int) properties.maxBody().toBytes());
            DetachedExchange detached = new DetachedExchange(exchange, terms, accept, response);
            return origin.apply(detached)
                    .then(Mono.defer(response::setComplete))
                    .contextWrite(context ->
                            context.putAll(caller).put(Deadline.class, Deadline.in(properties.hardTimeout())))
                    .then(Mono.defer(() -> settled(detached)))
                    .onErrorResume(e -> e instanceof OriginFailed ? Mono.error(e) : failed(detached, e));
        });
    }

    private Mono<StoredResponse> settled(DetachedExchange detached) {
        CapturedResponse response = detached.captured();
        if (response.status() >= 500) {
            // many may have waited for it: cookies are for the one it was made for
            return Mono.error(new OriginFailed(at -> Replay.once(at, response, at == exchange), null));
        }
        String targeted = detached.getAttribute(ResponseCache.TARGETED);
        long now = clock.millis();
        if (Keeping.refusal(response, terms, targeted, now) == null) {
            return kept(Keeping.kept(response, terms, targeted, now));
        }
        own = at -> Replay.once(at, response, true);
        return Mono.empty();
    }

    private Mono<StoredResponse> failed(DetachedExchange detached, Throwable error) {
        if (error instanceof CapturedResponse.Unholdable) {
            return Mono.empty();
        }
        Problem problem = problems.translate(detached, error);
        if (problem.status().is5xxServerError()) {
            return Mono.error(new OriginFailed(at -> Mono.error(error), error));
        }
        Duration absent = terms.notFound();
        if (problem.status().value() == HttpStatus.NOT_FOUND.value() && absent != null && !absent.isZero()) {
            return kept(absence(problem, absent.toMillis()));
        }
        own = at -> Mono.error(error);
        return Mono.empty();
    }

    private Mono<StoredResponse> kept(StoredResponse answer) {
        made = answer;
        return Mono.just(answer);
    }

    private StoredResponse absence(Problem problem, long lifetimeMs) {
        return new StoredResponse(
                HttpStatus.NOT_FOUND.value(),
                Map.of(),
                null,
                null,
                clock.millis(),
                0,
                lifetimeMs,
                true,
                false,
                new StoredResponse.Absence(problem.code(), problem.detail(), Map.copyOf(present(problem))));
    }

    private static Map<String, Object> present(Problem problem) {
        Map<String, Object> present = new LinkedHashMap<>();
        problem.properties().forEach((name, value) -> {
            if (value != null) {
                present.put(name, value);
            }
        });
        return present;
    }
}
