package io.realtimeconnect.communication.conversation;

import io.realtimeconnect.communication.delivery.Fanout;
import io.realtimeconnect.communication.delivery.Hint;
import io.realtimeconnect.communication.sanction.Standings;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What goes with an account: the name that partners were shown, what it had in common with them, its sanctions, its sockets. */
@Component
class MemberDeparture implements Departure {

    private static final Hint CLOSE = Hint.close(4401, "UNAUTHENTICATED");

    private final Members members;
    private final Standings standings;
    private final Fanout fanout;

    MemberDeparture(Members members, Standings standings, Fanout fanout) {
        this.members = members;
        this.standings = standings;
        this.fanout = fanout;
    }

    @Override
    public Mono<Void> departed(UUID userId) {
        return members.forget(userId)
                .then(standings.departed(userId))
                .then(Mono.fromRunnable(() -> fanout.tell(userId, CLOSE)));
    }
}
