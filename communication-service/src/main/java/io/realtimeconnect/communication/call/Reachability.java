package io.realtimeconnect.communication.call;

import io.realtimeconnect.communication.delivery.Lines;
import io.realtimeconnect.communication.presence.Presence;
import io.realtimeconnect.communication.presence.PresenceState;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Whether somebody's device would ring, on whatever instance it is connected. */
@Component
class Reachability {

    private static final Duration BEFORE_SECOND_LOOK = Duration.ofMillis(300);

    private final Lines lines;
    private final Presence presence;

    Reachability(Lines lines, Presence presence) {
        this.lines = lines;
        this.presence = presence;
    }

    /** One who has connected just now may not be known elsewhere yet; where presence cannot be asked, it rings. */
    Mono<Boolean> isReachable(UUID userId, UUID partner) {
        if (!lines.of(partner).isEmpty()) {
            return Mono.just(true);
        }
        return look(userId, partner)
                .filter(there -> there)
                .switchIfEmpty(Mono.delay(BEFORE_SECOND_LOOK).then(Mono.defer(() -> look(userId, partner))));
    }

    private Mono<Boolean> look(UUID userId, UUID partner) {
        return presence.seenBy(userId, List.of(partner))
                .map(seen -> seen.stream().anyMatch(user -> user.state() != PresenceState.OFFLINE))
                .onErrorReturn(true);
    }
}
