package io.realtimeconnect.communication.sanction;

import java.util.List;
import java.util.UUID;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import reactor.core.publisher.Mono;

/** What moderation-service says of one user, for when its news may still be on their way. */
@HttpExchange("/internal/sanctions")
interface ModerationApi {

    record Action(Sanction.Kind kind) {}

    record InForce(List<Action> items) {}

    @GetExchange("/{userId}")
    Mono<InForce> inForce(@PathVariable("userId") UUID userId);
}
