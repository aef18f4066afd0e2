package io.realtimeconnect.user.profile;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.perf.web.ETags;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

@RestController
@RequestMapping("/api/v1/users")
@Access(Access.Level.SESSION)
@Tag(name = "Profiles")
class ProfileController {

    private final Profiles profiles;
    private final ProfileInput input;
    private final Clock clock;

    ProfileController(Profiles profiles, ProfileInput input, Clock clock) {
        this.profiles = profiles;
        this.input = input;
        this.clock = clock;
    }

    @GetMapping("/{id}")
    @Operation(operationId = "getProfile", summary = "A user's public profile")
    Mono<ResponseEntity<ProfileView>> find(@PathVariable UUID id) {
        return profiles.find(id).map(this::respond).switchIfEmpty(Mono.error(UserNotFound::new));
    }

    @PatchMapping("/me")
    @Operation(
            operationId = "changeProfile",
            summary = "Changes the own profile: what is named changes, null clears, what is absent stays")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            required = true,
            content = @Content(mediaType = "application/json", schema = @Schema(implementation = ProfileFields.class)))
    Mono<ResponseEntity<ProfileView>> change(
            CurrentUser user,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch,
            @RequestBody ObjectNode body) {
        return profiles.change(user.id(), input.read(body), ifMatch).map(this::respond);
    }

    private ResponseEntity<ProfileView> respond(Profile profile) {
        return ETags.respond(profile.version(), profile.view(clock.instant()));
    }
}
