package io.realtimeconnect.communication.voice;

import io.realtimeconnect.communication.conversation.Departure;
import io.realtimeconnect.communication.conversation.Erasable;
import io.realtimeconnect.communication.log.MessageRemoval;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Voice notes go with their message, with their sender's history, and with their sender. */
@Component
class Removal implements MessageRemoval, Departure, Erasable {

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

    /** What the user sends after the erasure stays. */
    @Override
    public Mono<Void> erased(UUID userId, Instant at) {
        return table.removeFrom(userId, at).then();
    }
}
