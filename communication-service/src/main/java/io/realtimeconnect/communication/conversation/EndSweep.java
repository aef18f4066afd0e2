package io.realtimeconnect.communication.conversation;

import io.realtimeconnect.communication.log.ConversationLog;
import io.realtimeconnect.communication.log.Head;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Finds conversations that the log has ended and this service has not: an instance died between the two. Ends those in which nothing
 * has been said for long; the log does it once, whoever asks. Each instance walks through the open ones, a few hundred at a time.
 */
@Component
class EndSweep {

    private static final int AT_ONCE = 500;
    private static final String IDLE = "idle";
    private static final Logger log = LoggerFactory.getLogger(EndSweep.class);
    private static final UUID FIRST = new UUID(0, 0);

    private final Conversations conversations;
    private final ConversationLog history;
    private final Endings endings;
    private final List<Liveliness> livelinesses;
    private final ConversationProperties properties;
    private final Clock clock;
    private volatile UUID after = FIRST;

    EndSweep(
            Conversations conversations,
            ConversationLog history,
            Endings endings,
            List<Liveliness> livelinesses,
            ConversationProperties properties,
            Clock clock) {
        this.conversations = conversations;
        this.history = history;
        this.endings = endings;
        this.livelinesses = List.copyOf(livelinesses);
        this.properties = properties;
        this.clock = clock;
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
                .flatMap(heads -> Flux.fromIterable(heads.values())
                        .concatMap(endings::mirror)
                        .filter(found -> found)
                        .count()
                        .flatMap(found -> endIdle(heads.values()).thenReturn(found)));
    }

    private Mono<Void> endIdle(Collection<Head> heads) {
        Instant since = clock.instant().minus(properties.idleEnd());
        Set<UUID> idle = heads.stream()
                .filter(head -> head.isOpen() && head.lastAt().isBefore(since))
                .map(Head::id)
                .collect(Collectors.toSet());
        if (idle.isEmpty()) {
            return Mono.empty();
        }
        return Flux.fromIterable(livelinesses)
                .concatMap(liveliness -> liveliness.alive(idle))
                .doOnNext(idle::removeAll)
                .thenMany(Flux.defer(() -> Flux.fromIterable(idle)))
                .concatMap(id -> endings.end(id, null, IDLE).onErrorResume(e -> {
                    // the next walk comes by again
                    log.atDebug().addKeyValue("cause", String.valueOf(e)).log("conversation.idle.later");
                    return Mono.empty();
                }))
                .then();
    }
}
