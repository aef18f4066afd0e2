package io.realtimeconnect.moderation.appeal;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.realtimeconnect.moderation.appeal.Appeal.State;
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
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Appeals: opened with a session, or with the appeal token of a refused login; decided by moderators. */
@RestController
class AppealController {

    private static final String BEARER = "Bearer ";
    private static final UUID FIRST = new UUID(0, 0);

    private final Appeals appeals;
    private final Cursors cursors;
    private final Clock clock;

    AppealController(Appeals appeals, Cursors cursors, Clock clock) {
        this.appeals = appeals;
        this.cursors = cursors;
        this.clock = clock;
    }

    record AppealRequest(
            @NotNull UUID actionId,
            @NotBlank @Size(max = 4_000) String text,
            @Nullable String appealToken) {}

    enum Ruling {
        @JsonProperty("upheld")
        UPHELD,
        @JsonProperty("overturned")
        OVERTURNED
    }

    record DecisionRequest(
            @NotNull Ruling decision,
            @Nullable @Size(max = 2_000) String note) {}

    @PostMapping("/api/v1/appeals")
    @Access(Access.Level.ANYONE)
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            operationId = "openAppeal",
            summary = "Appeals against an action; a suspended user shows the appeal token")
    Mono<Appeal> open(
            @Nullable CurrentUser user,
            @RequestHeader(name = "Authorization", required = false) @Nullable String authorization,
            @Valid @RequestBody AppealRequest request) {
        return appeals.open(appellant(user, authorization, request), request.actionId(), request.text());
    }

    @GetMapping("/api/v1/moderation/appeals")
    @Access(Access.Level.MODERATOR)
    @Operation(operationId = "listAppeals", summary = "Appeals, longest waiting first")
    Mono<Page<Appeal>> list(
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        int size = Limits.clamp(limit, 20, 100);
        String scope = "appeals:" + state;
        UUID after = cursor == null ? FIRST : UUID.fromString(cursors.decode(scope, cursor));
        return appeals.list(state(state), after, size + 1).collectList().map(found -> {
            List<Appeal> items = found.stream().limit(size).toList();
            boolean more = found.size() > size;
            return new Page<>(
                    items, more ? cursors.encode(scope, items.get(size - 1).id().toString()) : null);
        });
    }

    @PostMapping("/api/v1/moderation/appeals/{id}/decide")
    @Access(Access.Level.MODERATOR)
    @Operation(operationId = "decideAppeal", summary = "Upholds the action, or overturns it, which lifts it")
    Mono<Appeal> decide(CurrentUser user, @PathVariable UUID id, @Valid @RequestBody DecisionRequest request) {
        State decision = request.decision() == Ruling.OVERTURNED ? State.OVERTURNED : State.UPHELD;
        return appeals.decide(user.id(), id, decision, request.note());
    }

    private UUID appellant(@Nullable CurrentUser user, @Nullable String authorization, AppealRequest request) {
        if (user != null) {
            return user.id();
        }
        String token = authorization != null && authorization.startsWith(BEARER)
                ? authorization.substring(BEARER.length())
                : request.appealToken();
        AppealToken appeal = AppealToken.verify(cursors, token == null ? "" : token, clock.instant());
        if (!appeal.actionId().equals(request.actionId())) {
            throw new Problem(HttpStatus.NOT_FOUND, "ACTION_NOT_FOUND", "There is no such action.");
        }
        return appeal.userId();
    }

    private static @Nullable State state(@Nullable String value) {
        if (value == null) {
            return null;
        }
        return switch (value) {
            case "open" -> State.OPEN;
            case "upheld" -> State.UPHELD;
            case "overturned" -> State.OVERTURNED;
            default -> throw new ValidationFailed("state", "is none of open, upheld, overturned");
        };
    }
}
