package io.realtimeconnect.communication.conversation;

import io.realtimeconnect.perf.events.Event;
import io.realtimeconnect.perf.events.EventHandler;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** What users do that conversations feel: a block ends them, another name shows in them, an account that goes leaves them. */
@Component
class UserEvents implements EventHandler {

    private final Members members;
    private final Endings endings;
    private final List<Departure> departures;

    UserEvents(Members members, Endings endings, List<Departure> departures) {
        this.members = members;
        this.endings = endings;
        this.departures = List.copyOf(departures);
    }

    @Override
    public String source() {
        return "user-service";
    }

    @Override
    public Set<String> topics() {
        return Set.of("block.created", "profile.changed", "user.deleted");
    }

    @Override
    public Mono<Void> handle(Event event) {
        JsonNode payload = event.payload();
        return switch (event.topic()) {
            case "block.created" -> {
                UUID blocker = id(payload, "blockerId");
                yield end(members.openBetween(blocker, id(payload, "blockedId")), blocker, "blocked");
            }
            case "profile.changed" ->
                members.rename(
                        id(payload, "userId"),
                        payload.required("displayName").asString(),
                        payload.path("version").asLong(event.position()));
            case "user.deleted" -> {
                UUID user = id(payload, "userId");
                yield end(members.openOf(Set.of(user)).map(Member::conversationId), user, "deleted")
                        .thenMany(Flux.fromIterable(departures).concatMap(departure -> departure.departed(user)))
                        .then();
            }
            default -> Mono.empty();
        };
    }

    private Mono<Void> end(Flux<UUID> conversations, UUID actor, String reason) {
        return conversations
                .collectList()
                .flatMapIterable(ids -> ids)
                .concatMap(id -> endings.end(id, actor, reason))
                .then();
    }

    private static UUID id(JsonNode payload, String member) {
        return UUID.fromString(payload.required(member).asString());
    }
}
