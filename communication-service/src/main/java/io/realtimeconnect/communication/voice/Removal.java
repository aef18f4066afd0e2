package io.realtimeconnect.communication.voice;

import io.realtimeconnect.communication.conversation.Departure;
import io.realtimeconnect.communication.log.MessageRemoval;
import io.realtimeconnect.perf.events.Event;
import io.realtimeconnect.perf.events.EventHandler;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Voice notes go with their message, with their sender's history, and with their sender. */
@Component
class Removal implements MessageRemoval, Departure, EventHandler {

    private final MediaTable table;
    private final Clock clock;

    Removal(MediaTable table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    @Override
    public Mono<Void> before(UUID conversationId, UUID messageId) {
        return table.doubt(conversationId, messageId, clock.instant());
    }

    @Override
    public Mono<Void> after(UUID messageId) {
        return table.removeOf(messageId);
    }

    @Override
    public Mono<Void> departed(UUID userId) {
        return table.removeFrom(userId, Instant.parse("9999-01-01T00:00:00Z")).then();
    }

    @Override
    public String source() {
        return "history-service";
    }

    @Override
    public Set<String> topics() {
        return Set.of("history.erased");
    }

    /** What the user sends after the erasure stays. */
    @Override
    public Mono<Void> handle(Event event) {
        UUID userId = UUID.fromString(event.payload().required("userId").asString());
        return table.removeFrom(userId, event.at()).then();
    }
}
