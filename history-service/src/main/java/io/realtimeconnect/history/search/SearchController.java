package io.realtimeconnect.history.search;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.perf.web.Limits;
import io.realtimeconnect.perf.web.Page;
import io.realtimeconnect.perf.web.ValidationFailed;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Search in what was said. */
@Tag(name = "History")
@RestController
@Access(Access.Level.SESSION)
class SearchController {

    private static final int LONGEST = 200;
    private static final int MOST = 50;

    private final MessageSearch search;

    SearchController(MessageSearch search) {
        this.search = search;
    }

    @GetMapping("/api/v1/history/messages/search")
    @Operation(
            operationId = "searchMessages",
            summary = "Messages of one's own conversations, by words, newest first",
            description =
                    "A message is found when it has all the words of q, in any order, whatever their case and accents; the last"
                            + " one may be the beginning of a word. There are no operators. An item is the message with highlight: the text"
                            + " around the first match, escaped for HTML, with matches in <mark>; and matches: [{start, end}] in body, in"
                            + " UTF-16 units. Deleted messages are not found.")
    @ApiResponse(responseCode = "200", description = "The page; empty when q has no word")
    @ApiResponse(responseCode = "400", description = "VALIDATION_FAILED, INVALID_CURSOR")
    Mono<Page<Found>> search(
            @Parameter(hidden = true) CurrentUser user,
            @Parameter(description = "1 to 200 characters") @RequestParam String q,
            @Parameter(description = "nextCursor of the page before, for the same q")
                    @RequestParam(required = false)
                    @Nullable
                    String cursor,
            @Parameter(description = "at most 50") @RequestParam(required = false) @Nullable Integer limit) {
        if (q.isBlank() || q.codePointCount(0, q.length()) > LONGEST) {
            throw new ValidationFailed("q", "has 1 to " + LONGEST + " characters");
        }
        return search.find(user.id(), q, cursor, Limits.clamp(limit, Limits.DEFAULT, MOST));
    }
}
