package io.realtimeconnect.queuing.match;

import io.realtimeconnect.perf.events.Event;
import io.realtimeconnect.perf.events.EventHandler;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** A match lasts as long as its conversation. */
@Component
class ConversationEvents implements EventHandler {

    private final Relay relay;

    ConversationEvents(Relay relay) {
        this.relay = relay;
    }

    @Override
    public String source() {
        return "communication-service";
    }

    @Override
    public Set<String> topics() {
        return Set.of("conversation.ended");
    }

    @Override
    public Mono<Void> handle(Event event) {
        return relay.ended(
                UUID.fromString(event.payload().path("conversationId").asString()));
    }
}
