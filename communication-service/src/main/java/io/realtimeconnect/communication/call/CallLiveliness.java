package io.realtimeconnect.communication.call;

import io.realtimeconnect.communication.conversation.Liveliness;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Who talks does not write: a conversation with a call, or one a moment ago, is not silent. */
@Component
class CallLiveliness implements Liveliness {

    private final CallTable table;

    CallLiveliness(CallTable table) {
        this.table = table;
    }

    @Override
    public Mono<Set<UUID>> alive(Collection<UUID> conversations) {
        return table.lively(conversations).collect(Collectors.toSet());
    }
}
