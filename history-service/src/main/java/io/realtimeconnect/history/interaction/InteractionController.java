package io.realtimeconnect.history.interaction;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.perf.web.Limits;
import io.realtimeconnect.perf.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Whom one met. */
@Tag(name = "History")
@RestController
@Access(Access.Level.SESSION)
class InteractionController {

    private static final int MOST = 100;

    private final Interactions interactions;

    InteractionController(Interactions interactions) {
        this.interactions = interactions;
    }

    @GetMapping("/api/v1/history/interactions")
    @Operation(
            operationId = "listInteractions",
            summary = "One's own conversations as events, latest beginning first",
            description = "With how long each lasted, how many messages and calls it had, and how it ended.")
    @ApiResponse(responseCode = "200", description = "The page")
    @ApiResponse(responseCode = "400", description = "VALIDATION_FAILED, INVALID_CURSOR")
    Mono<Page<Interaction>> list(
            @Parameter(hidden = true) CurrentUser user,
            @Parameter(description = "nextCursor of the page before") @RequestParam(required = false) @Nullable
                    String cursor,
            @Parameter(description = "at most 100") @RequestParam(required = false) @Nullable Integer limit) {
        return interactions.page(user.id(), cursor, Limits.clamp(limit, Limits.DEFAULT, MOST));
    }
}
