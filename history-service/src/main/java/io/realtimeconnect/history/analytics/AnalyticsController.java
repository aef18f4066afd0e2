package io.realtimeconnect.history.analytics;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.perf.access.Forbidden;
import io.realtimeconnect.perf.session.Role;
import io.realtimeconnect.perf.web.ValidationFailed;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Figures, of all for an administrator, of oneself for anybody. Who may is decided before what is asked is read. */
@Tag(name = "Analytics")
@RestController
@RequestMapping("/api/v1/analytics")
@Access(Access.Level.SESSION)
class AnalyticsController {

    private static final int TYPE_CHARACTERS = 64;

    private final Analytics analytics;
    private final Clock clock;

    AnalyticsController(Analytics analytics, Clock clock) {
        this.analytics = analytics;
        this.clock = clock;
    }

    @GetMapping("/summary")
    @Operation(
            operationId = "analyticsSummary",
            summary = "Events by type, active users, messages and matches, in steps of time",
            description =
                    "Of everybody for an ADMIN; with scope=me of oneself, for any session. Steps are in UTC; from is moved to the"
                            + " beginning of its step. At most 1,500 steps.")
    @ApiResponse(responseCode = "200", description = "One item a step, ascending, and totals")
    @ApiResponse(responseCode = "400", description = "VALIDATION_FAILED")
    @ApiResponse(responseCode = "403", description = "FORBIDDEN without scope=me, for anybody but an ADMIN")
    Mono<Summary> summary(
            @Parameter(hidden = true) CurrentUser user,
            @Parameter(description = "ISO-8601; else 60 minutes, 24 hours or 30 days before to")
                    @RequestParam(required = false)
                    @Nullable
                    String from,
            @Parameter(description = "ISO-8601, not included; else now") @RequestParam(required = false) @Nullable
                    String to,
            @Parameter(description = "minute, hour (if absent) or day") @RequestParam(required = false) @Nullable
                    String bucket,
            @Parameter(description = "count events of this type only") @RequestParam(required = false) @Nullable
                    String type,
            @Parameter(description = "me") @RequestParam(required = false) @Nullable String scope) {
        UUID whose = whose(user, scope);
        Range range = Range.of(instant("from", from), instant("to", to), span(bucket), clock.instant());
        if (type != null && (type.isEmpty() || type.length() > TYPE_CHARACTERS || type.indexOf('\0') >= 0)) {
            throw new ValidationFailed("type", "has 1 to " + TYPE_CHARACTERS + " characters");
        }
        return analytics.summary(range, type, whose);
    }

    @GetMapping("/realtime")
    @Operation(
            operationId = "analyticsRealtime",
            summary = "The last five minutes",
            description = "Of everybody for an ADMIN; with scope=me of oneself, for any session.")
    @ApiResponse(responseCode = "200", description = "The figures")
    @ApiResponse(responseCode = "403", description = "FORBIDDEN without scope=me, for anybody but an ADMIN")
    Mono<Realtime> realtime(
            @Parameter(hidden = true) CurrentUser user,
            @Parameter(description = "me") @RequestParam(required = false) @Nullable String scope) {
        return analytics.realtime(whose(user, scope));
    }

    /** Null for everybody's. */
    private static @Nullable UUID whose(CurrentUser user, @Nullable String scope) {
        if ("me".equals(scope)) {
            return user.id();
        }
        if (!user.is(Role.ADMIN)) {
            throw new Forbidden();
        }
        if (scope != null && !scope.equals("all")) {
            throw new ValidationFailed("scope", "is me or all");
        }
        return null;
    }

    private static Span span(@Nullable String bucket) {
        return bucket == null
                ? Span.hour
                : Arrays.stream(Span.values())
                        .filter(span -> span.name().equals(bucket))
                        .findFirst()
                        .orElseThrow(() -> new ValidationFailed("bucket", "is minute, hour or day"));
    }

    private static @Nullable Instant instant(String field, @Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new ValidationFailed(field, "is a moment in ISO-8601, such as 2026-01-31T12:00:00Z");
        }
    }
}
