package io.realtimeconnect.gateway.performance;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.access.Credentials;
import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.perf.session.Sessions;
import java.time.Duration;
import java.util.Objects;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import tools.jackson.databind.node.ObjectNode;

/** A sample a second for the console: taken once for all that listen, and not at all while nobody does. */
@RestController
@Access(Access.Level.ADMIN)
class StreamController {

    private static final Duration EACH = Duration.ofSeconds(1);

    private final Sessions sessions;
    private final Flux<ServerSentEvent<ObjectNode>> samples;

    StreamController(SuitePerformance figures, Sessions sessions) {
        this.sessions = sessions;
        this.samples = Flux.interval(Duration.ZERO, EACH)
                .onBackpressureDrop()
                .concatMap(second -> figures.sample(), 1)
                .map(sample -> ServerSentEvent.builder(sample).event("sample").build())
                .publish(1)
                .refCount();
    }

    /** Ends with the session. */
    @GetMapping(path = "/api/v1/performance/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    Flux<ServerSentEvent<ObjectNode>> stream(CurrentUser user, ServerWebExchange exchange) {
        String token =
                Objects.requireNonNull(Credentials.of(exchange.getRequest()).token(), "access control saw it");
        return samples.onBackpressureLatest().takeUntilOther(sessions.end(token, user.id(), user.sessionHandle()));
    }
}
