package io.realtimeconnect.moderation.sanction;

import io.realtimeconnect.moderation.sanction.Sanction.Kind;
import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.perf.web.Cursors;
import io.realtimeconnect.perf.web.Limits;
import io.realtimeconnect.perf.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Sanctions for moderators. */
@RestController
@RequestMapping("/api/v1/moderation/actions")
@Access(Access.Level.MODERATOR)
class SanctionController {

    private static final UUID LATEST = new UUID(-1, -1);

    private final Sanctions sanctions;
    private final Cursors cursors;

    SanctionController(Sanctions sanctions, Cursors cursors) {
        this.sanctions = sanctions;
        this.cursors = cursors;
    }

    record ActionRequest(
            @NotNull UUID userId,
            @NotNull Kind kind,
            @NotBlank @Size(max = 500) String reason,
            @Nullable Instant expiresAt) {}

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            operationId = "takeAction",
            summary = "Warns, mutes, suspends or bans a user, in force everywhere within a second")
    Mono<Sanction> take(CurrentUser user, @Valid @RequestBody ActionRequest request) {
        return sanctions.take(user.id(), request.userId(), request.kind(), request.reason(), request.expiresAt());
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "liftAction", summary = "Lifts an action")
    Mono<Void> lift(CurrentUser user, @PathVariable UUID id) {
        return sanctions.lift(user.id(), id).then();
    }

    @GetMapping
    @Operation(operationId = "listActions", summary = "Actions, of one user or of all, latest first")
    Mono<Page<Sanction>> list(
            @RequestParam(required = false) @Nullable UUID userId,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        int size = Limits.clamp(limit, 20, 100);
        String scope = "actions:" + userId;
        UUID before = cursor == null ? LATEST : UUID.fromString(cursors.decode(scope, cursor));
        return sanctions.list(userId, before, size + 1).collectList().map(found -> {
            List<Sanction> items = found.stream().limit(size).toList();
            boolean more = found.size() > size;
            return new Page<>(
                    items, more ? cursors.encode(scope, items.get(size - 1).id().toString()) : null);
        });
    }
}
