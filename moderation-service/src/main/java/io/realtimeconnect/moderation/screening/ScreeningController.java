package io.realtimeconnect.moderation.screening;

import io.realtimeconnect.perf.access.Access;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Screening: for moderators who try a text, and for communication-service before it appends. */
@RestController
class ScreeningController {

    private final LiveRules rules;

    ScreeningController(LiveRules rules) {
        this.rules = rules;
    }

    record CheckRequest(
            @NotNull @Size(max = 10_000) String text,
            @Nullable @Size(min = 2, max = 3) String language) {}

    record ScreenRequest(@NotEmpty @Size(max = 64) List<@Valid CheckRequest> items) {}

    record Verdicts(List<Verdict> items) {}

    @PostMapping("/api/v1/moderation/check")
    @Access(Access.Level.MODERATOR)
    @Operation(operationId = "checkText", summary = "What the rules say of a text")
    Verdict check(@Valid @RequestBody CheckRequest request) {
        return rules.book().judge(request.text(), request.language());
    }

    /** One call for the messages of many senders; verdicts in the order of the texts. */
    @Hidden
    @PostMapping("/internal/screen")
    @Access(value = Access.Level.SERVICE, callers = "communication-service")
    Verdicts screen(@Valid @RequestBody ScreenRequest request) {
        RuleBook book = rules.book();
        return new Verdicts(request.items().stream()
                .map(item -> book.judge(item.text(), item.language()))
                .toList());
    }
}
