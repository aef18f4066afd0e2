package io.realtimeconnect.queuing.match;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.perf.web.Cursors;
import io.realtimeconnect.perf.web.Limits;
import io.realtimeconnect.perf.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** One's own matches. */
@Tag(name = "Matches")
@RestController
@RequestMapping("/api/v1/matches")
@Access(Access.Level.SESSION)
class MatchController {

    private static final int PAGE_AT_MOST = 100;

    private final Matches matches;
    private final Cursors cursors;

    MatchController(Matches matches, Cursors cursors) {
        this.matches = matches;
        this.cursors = cursors;
    }

    @GetMapping
    @Operation(operationId = "listMatches", summary = "One's own matches, newest first")
    Mono<Page<Match>> list(
            @Parameter(hidden = true) CurrentUser user,
            @RequestParam(required = false) @Nullable String cursor,
            @Parameter(description = "at most 100") @RequestParam(required = false) @Nullable Integer limit) {
        int size = Limits.clamp(limit, Limits.DEFAULT, PAGE_AT_MOST);
        String scope = "matches:" + user.id();
        Matches.Place after = cursor == null ? Matches.Place.LATEST : place(cursors.decode(scope, cursor));
        return matches.of(user.id(), after, size + 1).collectList().map(found -> {
            List<Match> items = found.size() > size ? found.subList(0, size) : found;
            return new Page<>(items, found.size() > size ? cursors.encode(scope, payload(items.get(size - 1))) : null);
        });
    }

    @GetMapping("/{id}")
    @Operation(operationId = "getMatch", summary = "One of one's own matches")
    @ApiResponse(responseCode = "200", description = "The match")
    @ApiResponse(responseCode = "404", description = "MATCH_NOT_FOUND, for those of others as well")
    Mono<Match> get(@Parameter(hidden = true) CurrentUser user, @PathVariable UUID id) {
        return matches.find(user.id(), id).switchIfEmpty(Mono.error(MatchNotFound::new));
    }

    private static String payload(Match last) {
        return last.matchedAt() + "|" + last.id();
    }

    private static Matches.Place place(String payload) {
        String[] parts = payload.split("\\|", 2);
        return new Matches.Place(Instant.parse(parts[0]), UUID.fromString(parts[1]));
    }
}
