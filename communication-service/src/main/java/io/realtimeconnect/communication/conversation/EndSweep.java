package io.realtimeconnect.communication.conversation;

import io.realtimeconnect.communication.log.ConversationLog;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Finds conversations that the log has ended and this service has not: an instance died between the two. Each instance walks through
 * the open ones, a few hundred at a time.
 */
@Component
class EndSweep {

    private static final int AT_ONCE = 500;
    private static final UUID FIRST = new UUID(0, 0);

    private final Conversations conversations;
    private final ConversationLog history;
    private final Endings endings;
    private volatile UUID after = FIRST;

    EndSweep(Conversations conversations, ConversationLog history, Endings endings) {
        this.conversations = conversations;
        this.history = history;
        this.endings = endings;
    }

    /** One step of the walk; how many ends were found. */
    Mono<Long> step() {
        return conversations.openAfter(after, AT_ONCE).collectList().flatMap(this::look);
    }

    private Mono<Long> look(List<UUID> open) {
        after = open.size() < AT_ONCE ? FIRST : open.get(open.size() - 1);
        if (open.isEmpty()) {
            return Mono.just(0L);
        }
        return history.heads(open)
                .flatMapMany(heads -> Flux.fromIterable(heads.values()))
                .concatMap(endings::mirror)
                .filter(found -> found)
                .count();
    }
}
