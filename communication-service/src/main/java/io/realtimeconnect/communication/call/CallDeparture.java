package io.realtimeconnect.communication.call;

import io.realtimeconnect.communication.conversation.Departure;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Who called whom goes with either account; what was still ringing has ended with the conversation. */
@Component
class CallDeparture implements Departure {

    private final CallTable table;

    CallDeparture(CallTable table) {
        this.table = table;
    }

    @Override
    public Mono<Void> departed(UUID userId) {
        return table.removeOf(userId).then();
    }
}
