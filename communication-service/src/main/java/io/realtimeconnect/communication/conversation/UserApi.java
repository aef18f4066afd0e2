package io.realtimeconnect.communication.conversation;

import java.util.List;
import java.util.UUID;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;
import reactor.core.publisher.Mono;

/** What is asked of user-service. */
@HttpExchange("/internal/users")
interface UserApi {

    record Pairs(List<List<UUID>> pairs) {}

    record Blocked(List<List<UUID>> blocked) {}

    @PostExchange("/blocked-pairs")
    Mono<Blocked> blockedPairs(@RequestBody Pairs pairs);
}
