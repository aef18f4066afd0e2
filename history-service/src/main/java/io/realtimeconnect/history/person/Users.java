package io.realtimeconnect.history.person;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** What of user-service's internal API is needed here. */
@HttpExchange("/internal/users")
public interface Users {

    /** All that is known of somebody, for that somebody; 404 {@code USER_NOT_FOUND} when there is nobody. */
    @GetExchange("/{id}/own-data")
    Mono<JsonNode> ownData(@PathVariable("id") UUID id);

    /** Whom somebody has blocked, page by page. */
    @GetExchange("/{id}/own-blocks")
    Mono<OwnPage> ownBlocks(
            @PathVariable("id") UUID id, @RequestParam(name = "after", required = false) @Nullable UUID after);

    /** Those of the users that are there. */
    @PostExchange("/batch")
    Mono<Found> findAll(@RequestBody Wanted wanted);

    /** At most 1,000. */
    record Wanted(Collection<UUID> ids) {}

    record Found(List<User> items) {}

    record User(UUID id, String displayName) {}
}
