package io.realtimeconnect.moderation.report;

import io.realtimeconnect.perf.events.Event;
import io.realtimeconnect.perf.events.EventHandler;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Puts messages that screening let pass, but not quite, into the queue: reports without a reporter, one a message. */
@Component
class FlaggedMessages implements EventHandler {

    /** Stands where a reporter would. */
    static final UUID NOBODY = new UUID(0, 0);

    static final String REASON = "screening";

    private final Reports reports;
    private final JsonMapper json;

    FlaggedMessages(Reports reports, JsonMapper json) {
        this.reports = reports;
        this.json = json;
    }

    private record Flagged(UUID conversationId, UUID messageId, UUID senderId, double score, List<String> categories) {}

    @Override
    public String source() {
        return "communication-service";
    }

    @Override
    public Set<String> topics() {
        return Set.of("message.flagged");
    }

    @Override
    public Mono<Void> handle(Event event) {
        Flagged flagged = json.treeToValue(event.payload(), Flagged.class);
        return reports.file(
                        NOBODY,
                        flagged.senderId(),
                        flagged.conversationId(),
                        flagged.messageId(),
                        REASON,
                        String.join(", ", flagged.categories()))
                .then();
    }
}
