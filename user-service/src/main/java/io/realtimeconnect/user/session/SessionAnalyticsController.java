package io.realtimeconnect.user.session;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.response.CachedResponse;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
@Access(Access.Level.ADMIN)
@Tag(name = "Administration")
class SessionAnalyticsController {

    /** Tag of the answers that are kept. */
    static final String FIGURES = "session-figures";

    private final SessionHistory history;
    private final Clock clock;

    SessionAnalyticsController(SessionHistory history, Clock clock) {
        this.history = history;
        this.clock = clock;
    }

    @CachedResponse(ttl = "2s", tags = FIGURES)
    @GetMapping("/api/v1/admin/sessions/analytics")
    @Operation(operationId = "sessionAnalytics", summary = "Sessions in figures: how many, how long, when, from what")
    Mono<SessionFigures> figures() {
        return history.figures(clock.instant());
    }
}
