package io.realtimeconnect.communication.conversation;

import io.realtimeconnect.communication.delivery.Fanout;
import io.realtimeconnect.communication.log.Appender;
import io.realtimeconnect.communication.log.Change;
import io.realtimeconnect.communication.log.ConversationLog;
import io.realtimeconnect.communication.log.Head;
import io.realtimeconnect.communication.log.Operation;
import io.realtimeconnect.communication.log.Outcome;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The end of a conversation: first in the log, which decides, then in the mirror here with its event, then on the sockets. */
@Service
class Endings {

    private final Appender appender;
    private final ConversationLog log;
    private final Conversations conversations;
    private final Members members;
    private final Fanout fanout;
    private final List<EndWatcher> watchers;

    Endings(
            Appender appender,
            ConversationLog log,
            Conversations conversations,
            Members members,
            Fanout fanout,
            List<EndWatcher> watchers) {
        this.appender = appender;
        this.log = log;
        this.conversations = conversations;
        this.members = members;
        this.fanout = fanout;
        this.watchers = List.copyOf(watchers);
    }

    /** Ends it, or finds it ended; signals {@link ConversationNotFound} to outsiders. */
    Mono<Void> end(UUID conversationId, @Nullable UUID actorId, String reason) {
        return members.usersOf(conversationId)
                .flatMap(users -> appender.append(Operation.end(conversationId, actorId, reason))
                        .flatMap(outcome -> ended(conversationId, users, actorId, reason, outcome)));
    }

    private Mono<Void> ended(
            UUID conversationId, List<UUID> users, @Nullable UUID actorId, String reason, Outcome outcome) {
        return switch (outcome.status()) {
            case OK, REPEAT -> {
                if (outcome.rev() != null) {
                    fanout.changed(conversationId, users, Change.end(outcome.rev(), reason, actorId));
                }
                yield marked(conversationId, conversations.markEnded(conversationId, users, reason, actorId))
                        .then();
            }
            case CLOSED ->
                log.heads(List.of(conversationId))
                        .flatMap(heads -> Mono.justOrEmpty(heads.get(conversationId)))
                        .flatMap(this::mirror)
                        .then();
            case OUTSIDER, MISSING, INVALID -> Mono.error(new ConversationNotFound());
        };
    }

    /** Notes an end that only the log knows of: whoever appended it died before it could. */
    Mono<Boolean> mirror(Head head) {
        return head.isOpen()
                ? Mono.just(false)
                : marked(
                        head.id(),
                        conversations.markEnded(head.id(), head.participants(), head.endedReason(), head.endedBy()));
    }

    private Mono<Boolean> marked(UUID conversationId, Mono<Boolean> marking) {
        return marking.flatMap(news -> news
                ? Flux.fromIterable(watchers)
                        .concatMap(watcher -> watcher.ended(conversationId))
                        .then(Mono.just(true))
                : Mono.just(false));
    }
}
