package io.realtimeconnect.moderation.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.realtimeconnect.moderation.report.Report.Priority;
import io.realtimeconnect.moderation.report.Report.State;
import io.realtimeconnect.moderation.report.Reports.Action;
import io.realtimeconnect.moderation.sanction.Sanction;
import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.perf.web.Cursors;
import io.realtimeconnect.perf.web.Limits;
import io.realtimeconnect.perf.web.Page;
import io.realtimeconnect.perf.web.Problem;
import io.realtimeconnect.perf.web.ValidationFailed;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Reports for moderators: gravest first, with what was said around the message. */
@RestController
@RequestMapping("/api/v1/moderation/reports")
@Access(Access.Level.MODERATOR)
class QueueController {

    private static final int AROUND = 11;
    private static final int CONTEXTS_AT_ONCE = 8;
    /** The queue is worth more than what was said around its reports. */
    private static final Duration CONTEXT = Duration.ofSeconds(2);

    private static final UUID FIRST = new UUID(0, 0);

    private final Reports reports;
    private final HistoryLog log;
    private final Cursors cursors;

    QueueController(Reports reports, HistoryLog log, Cursors cursors) {
        this.reports = reports;
        this.log = log;
        this.cursors = cursors;
    }

    /** @param context the conversation around the reported message, empty where none was named or none is left */
    record Case(@JsonUnwrapped Report report, List<JsonNode> context) {}

    record Resolution(
            @NotBlank @Size(max = 64) String decision,
            @Nullable @Size(max = 2_000) String note,
            @Nullable @Valid ActionRequest action) {}

    record ActionRequest(
            @NotNull Sanction.Kind kind,
            @Nullable @Size(max = 500) String reason,
            @Nullable Instant expiresAt) {

        Action toAction() {
            return new Action(kind, reason, expiresAt);
        }
    }

    @GetMapping
    @Operation(operationId = "listReports", summary = "The queue by priority")
    Mono<Page<Case>> queue(
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String priority,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        int size = Limits.clamp(limit, 20, 50);
        State wantedState = parse("state", State.class, state);
        Priority wantedPriority = parse("priority", Priority.class, priority);
        String scope = "queue:" + state + ":" + priority;
        String[] after = cursor == null ? null : cursors.decode(scope, cursor).split(":");
        int afterPriority = after == null ? Priority.values().length : Integer.parseInt(after[0]);
        UUID afterId = after == null ? FIRST : UUID.fromString(after[1]);
        return reports.queue(wantedState, wantedPriority, afterPriority, afterId, size + 1)
                .collectList()
                .flatMap(found -> Flux.fromIterable(found)
                        .take(size)
                        .flatMapSequential(this::inContext, CONTEXTS_AT_ONCE)
                        .collectList()
                        .map(items -> new Page<>(items, next(scope, found, size))));
    }

    @PostMapping("/{id}/claim")
    @Operation(operationId = "claimReport", summary = "Takes a report; nobody else can for half an hour")
    Mono<Case> claim(CurrentUser user, @PathVariable UUID id) {
        return reports.claim(user.id(), id).flatMap(this::inContext);
    }

    @PostMapping("/{id}/resolve")
    @Operation(operationId = "resolveReport", summary = "Decides a claimed report, with an action if need be")
    Mono<Report> resolve(CurrentUser user, @PathVariable UUID id, @Valid @RequestBody Resolution resolution) {
        return reports.resolve(
                user.id(),
                id,
                resolution.decision(),
                resolution.note(),
                resolution.action() == null ? null : resolution.action().toAction());
    }

    private Mono<Case> inContext(Report report) {
        if (report.conversationId() == null || report.messageId() == null) {
            return Mono.just(new Case(report, List.of()));
        }
        return log.around(report.conversationId(), report.messageId(), AROUND)
                .map(window -> new Case(report, window.items()))
                .timeout(CONTEXT)
                .onErrorReturn(e -> e instanceof Problem || e instanceof TimeoutException, new Case(report, List.of()));
    }

    private @Nullable String next(String scope, List<Report> found, int size) {
        if (found.size() <= size) {
            return null;
        }
        Report last = found.get(size - 1);
        return cursors.encode(scope, last.priority().ordinal() + ":" + last.id());
    }

    private static <E extends Enum<E>> @Nullable E parse(String field, Class<E> type, @Nullable String value) {
        if (value == null) {
            return null;
        }
        try {
            return Enum.valueOf(type, value.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new ValidationFailed(field, "is none of the known values");
        }
    }
}
