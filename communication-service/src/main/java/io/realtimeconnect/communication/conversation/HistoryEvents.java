package io.realtimeconnect.communication.conversation;

import io.realtimeconnect.perf.events.Event;
import io.realtimeconnect.perf.events.EventHandler;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Follows history-service: what it erased of somebody goes here, too. */
@Component
class HistoryEvents implements EventHandler {

    private final List<Erasable> erasables;

    HistoryEvents(List<Erasable> erasables) {
        this.erasables = erasables;
    }

    @Override
    public String source() {
        return "history-service";
    }

    @Override
    public Set<String> topics() {
        return Set.of("history.erased");
    }

    @Override
    public Mono<Void> handle(Event event) {
        UUID userId = UUID.fromString(event.payload().required("userId").asString());
        return Flux.fromIterable(erasables)
                .concatMap(erasable -> erasable.erased(userId, event.at()))
                .then();
    }
}
