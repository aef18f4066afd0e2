package io.realtimeconnect.history.log;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.perf.web.Limits;
import io.realtimeconnect.perf.web.Page;
import io.realtimeconnect.perf.web.ValidationFailed;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The messages of a conversation, for its participants. */
@Tag(name = "Messages")
@RestController
@RequestMapping("/api/v1/conversations/{conversationId}/messages")
@Access(Access.Level.SESSION)
class MessageController {

    private static final int PAGE = 50;

    private final Pages pages;

    MessageController(Pages pages) {
        this.pages = pages;
    }

    @GetMapping
    @Operation(
            operationId = "listMessages",
            summary = "One page of a conversation's messages, ascending by seq",
            description = "Without parameters the newest; nextCursor leads to older ones, with after to newer ones.")
    @ApiResponse(responseCode = "200", description = "The page")
    @ApiResponse(responseCode = "404", description = "CONVERSATION_NOT_FOUND, for outsiders as well")
    Mono<Page<Message>> list(
            @Parameter(hidden = true) CurrentUser user,
            @PathVariable UUID conversationId,
            @Parameter(description = "older than this seq") @RequestParam(required = false) @Nullable Long before,
            @Parameter(description = "newer than this seq") @RequestParam(required = false) @Nullable Long after,
            @Parameter(description = "with this seq in the middle") @RequestParam(required = false) @Nullable
                    Long around,
            @Parameter(description = "nextCursor of the page before") @RequestParam(required = false) @Nullable
                    String cursor,
            @Parameter(description = "at most 50") @RequestParam(required = false) @Nullable Integer limit) {
        return pages.page(conversationId, user.id(), () -> {
            Window window = Window.of(before, after, around);
            if (cursor != null && window.kind() != Window.Kind.NEWEST) {
                throw new ValidationFailed("cursor", "at most one of before, after, around and cursor is allowed");
            }
            return new Pages.Query(window, cursor, Limits.clamp(limit, PAGE, PAGE));
        });
    }
}
