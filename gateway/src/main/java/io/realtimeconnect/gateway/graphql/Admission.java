package io.realtimeconnect.gateway.graphql;

import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.perf.ratelimit.RateLimited;
import io.realtimeconnect.perf.ratelimit.RateLimiter;
import io.realtimeconnect.perf.session.Sessions;
import io.realtimeconnect.perf.web.Problem;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.graphql.server.WebGraphQlRequest;
import org.springframework.graphql.server.WebGraphQlResponse;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What the edge does for each request, done for each operation on a connection: its session still stands, its limit is not used up. */
@Component
final class Admission {

    static final String USER = "user";
    static final String RUNNING = "running";

    private static final String POLICY = "api";

    private final Sessions sessions;
    private final @Nullable RateLimiter limiter;
    private final int most;

    Admission(Sessions sessions, ObjectProvider<RateLimiter> limiter, GraphQlProperties properties) {
        this.sessions = sessions;
        this.limiter = limiter.getIfAvailable();
        this.most = properties.socket().operations();
    }

    /** Runs an operation of a connection; a subscription counts as running until it ends. */
    Mono<WebGraphQlResponse> admit(WebGraphQlRequest request, Call call, Mono<WebGraphQlResponse> operation) {
        AtomicInteger running = (AtomicInteger) attribute(request, RUNNING);
        CurrentUser user = (CurrentUser) attribute(request, USER);
        return Mono.defer(() -> {
            if (running.incrementAndGet() > most) {
                running.decrementAndGet();
                return Mono.error(new Problem(
                        HttpStatus.TOO_MANY_REQUESTS,
                        "TOO_MANY_OPERATIONS",
                        "A connection may run %d operations at a time".formatted(most)));
            }
            return sessions.verify(call.token())
                    .switchIfEmpty(Mono.error(Admission::ended))
                    .then(limited(user))
                    .then(operation)
                    .map(response -> counted(response, running))
                    .doOnError(error -> running.decrementAndGet())
                    .doOnCancel(running::decrementAndGet);
        });
    }

    private Mono<Void> limited(CurrentUser user) {
        return limiter == null
                ? Mono.empty()
                : limiter.take(POLICY, user.id().toString(), 1)
                        .flatMap(decision -> decision.allowed() ? Mono.empty() : Mono.error(new RateLimited(decision)));
    }

    private static WebGraphQlResponse counted(WebGraphQlResponse response, AtomicInteger running) {
        if (response.getData() instanceof Publisher<?> events) {
            return response.transform(
                    builder -> builder.data(Flux.from(events).doFinally(signal -> running.decrementAndGet())));
        }
        running.decrementAndGet();
        return response;
    }

    private static Problem ended() {
        return new Problem(HttpStatus.UNAUTHORIZED, "UNAUTHENTICATED", "The session has ended");
    }

    private static Object attribute(WebGraphQlRequest request, String name) {
        return Objects.requireNonNull(request.getAttributes().get(name), "set when the connection was taken");
    }
}
