package io.realtimeconnect.history.person;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import reactor.core.publisher.Mono;

/** What of moderation-service's internal API is needed here. */
@HttpExchange("/internal/own")
public interface Moderation {

    /** @param kind {@code sanctions}, {@code appeals} or {@code reports}; of those only what the user did or had done to them */
    @GetExchange("/{id}/{kind}")
    Mono<OwnPage> own(
            @PathVariable("id") UUID userId,
            @PathVariable("kind") String kind,
            @RequestParam(name = "after", required = false) @Nullable UUID after);
}
