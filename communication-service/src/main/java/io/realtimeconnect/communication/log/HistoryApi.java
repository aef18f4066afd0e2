package io.realtimeconnect.communication.log;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;
import org.springframework.web.service.annotation.PutExchange;
import reactor.core.publisher.Mono;

/** The internal API of history-service. */
@HttpExchange("/internal/logs")
interface HistoryApi {

    record Items<T>(List<T> items) {}

    record Opening(List<UUID> participants, Instant createdAt) {}

    record Heads(
            List<UUID> ids, @Nullable UUID userId, @Nullable Map<UUID, Long> readSeqs) {}

    @PutExchange("/{id}")
    Mono<Head> open(@PathVariable("id") UUID id, @RequestBody Opening opening);

    @PostExchange("/append")
    Mono<Items<Outcome>> append(@RequestBody Items<Operation> operations);

    @PostExchange("/heads")
    Mono<Items<Head>> heads(@RequestBody Heads heads);

    @GetExchange("/{id}/changes")
    Mono<ChangePage> changes(
            @PathVariable("id") UUID id, @RequestParam("afterRev") long afterRev, @RequestParam("limit") int limit);

    @GetExchange("/{id}/messages/{messageId}")
    Mono<Message> message(@PathVariable("id") UUID id, @PathVariable("messageId") UUID messageId);

    @GetExchange("/of/{userId}")
    Mono<Items<Head>> of(
            @PathVariable("userId") UUID userId,
            @RequestParam(name = "state", required = false) @Nullable String state,
            @RequestParam(name = "before", required = false) @Nullable String before,
            @RequestParam("limit") int limit);

    @GetExchange("/unscreened")
    Mono<Items<Unscreened>> unscreened(@RequestParam("limit") int limit);
}
