package io.realtimeconnect.history.erasure;

import io.realtimeconnect.history.person.Names;
import io.realtimeconnect.perf.events.Event;
import io.realtimeconnect.perf.events.EventHandler;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Follows user-service: names that have changed are noted; an account that ends is an order to erase. */
@Component
class UserEvents implements EventHandler {

    private final Names names;
    private final Erasures erasures;

    UserEvents(Names names, Erasures erasures) {
        this.names = names;
        this.erasures = erasures;
    }

    @Override
    public String source() {
        return "user-service";
    }

    @Override
    public Set<String> topics() {
        return Set.of("profile.changed", "user.deleted");
    }

    /** The order is stored with the position; with the event's id it is one order, however often the event comes. */
    @Override
    public Mono<Void> handle(Event event) {
        UUID userId = UUID.fromString(event.payload().path("userId").asString());
        if (event.topic().equals("user.deleted")) {
            return names.forget(userId)
                    .then(Mono.defer(() -> erasures.order(event.id(), userId)))
                    .then();
        }
        String name = event.payload().path("displayName").asString("");
        // of an account that has ended meanwhile only the event is left
        return name.isEmpty()
                ? Mono.empty()
                : names.changed(userId, name, event.payload().path("version").asLong(1));
    }
}
