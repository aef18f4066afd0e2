package io.realtimeconnect.user.profile;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.perf.web.Limits;
import io.realtimeconnect.perf.web.Page;
import io.realtimeconnect.perf.web.ValidationFailed;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

@RestController
@Access(Access.Level.SESSION)
@Tag(name = "Profiles")
class SearchController {

    private static final int MAX_WORDS = 100;
    private static final Pattern LINE = Pattern.compile(ProfileFields.PRINTABLE);

    private final UserSearch search;
    private final Clock clock;

    SearchController(UserSearch search, Clock clock) {
        this.search = search;
        this.clock = clock;
    }

    @GetMapping("/api/v1/users")
    @Operation(
            operationId = "searchUsers",
            summary =
                    "Users by username, display name or interest, best first; at most 50, in one page, none of them blocked")
    Mono<Page<FoundUser>> search(
            @Parameter(hidden = true) CurrentUser user,
            @RequestParam String q,
            @RequestParam(required = false) @Nullable Integer limit) {
        if (q.length() > MAX_WORDS || !LINE.matcher(q).matches()) {
            throw new ValidationFailed("q", "must have 1 to " + MAX_WORDS + " characters, and letters among them");
        }
        return search.find(user.id(), q, Limits.clamp(limit, Limits.DEFAULT, UserSearch.MAX))
                .map(found -> new Page<>(found.stream().map(this::view).toList(), null));
    }

    private FoundUser view(Profile profile) {
        ProfileView view = profile.view(clock.instant());
        return new FoundUser(
                profile.userId(),
                profile.username(),
                view.displayName(),
                view.bio(),
                view.interests(),
                view.languages(),
                view.age(),
                view.city(),
                view.country());
    }

    /** A user as a search shows them. */
    record FoundUser(
            UUID userId,
            String username,
            String displayName,
            @Nullable String bio,
            List<String> interests,
            List<String> languages,
            @Nullable Integer age,
            @Nullable String city,
            @Nullable String country) {}
}
