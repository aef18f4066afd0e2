package io.realtimeconnect.communication.socket;

import io.realtimeconnect.communication.conversation.Openings;
import io.realtimeconnect.communication.delivery.Hint;
import io.realtimeconnect.communication.log.ConversationLog;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What makes lost hints cost two seconds and no message: the heads of all conversations followed here, asked for in one call, and the
 * conversations that were opened for users connected here.
 */
@Component
class HeadCheck {

    private static final Duration OVERLAP = Duration.ofSeconds(10);
    private static final int COMPLETIONS = 8;

    private final Connections connections;
    private final Entrance entrance;
    private final Openings openings;
    private final ConversationLog log;
    private final Clock clock;
    private volatile Instant since;

    HeadCheck(Connections connections, Entrance entrance, Openings openings, ConversationLog log, Clock clock) {
        this.connections = connections;
        this.entrance = entrance;
        this.openings = openings;
        this.log = log;
        this.clock = clock;
        this.since = clock.instant();
    }

    Mono<Void> run() {
        Collection<Connection> all = connections.all();
        if (all.isEmpty()) {
            since = clock.instant();
            return Mono.empty();
        }
        return Flux.concatDelayError(completions(all), newOnes(all), heads(all)).then();
    }

    private Mono<Void> completions(Collection<Connection> all) {
        return Flux.fromIterable(all)
                .filter(connection -> !connection.isComplete())
                .flatMap(connection -> entrance.followAll(connection), COMPLETIONS)
                .then();
    }

    private Mono<Void> newOnes(Collection<Connection> all) {
        Set<UUID> users = all.stream().map(Connection::userId).collect(Collectors.toSet());
        Instant now = clock.instant();
        return openings.since(users, since.minus(OVERLAP))
                .doOnNext(opened -> connections.of(opened.userId()).stream()
                        .filter(Connection::isComplete)
                        .filter(connection -> !connection.feed().follows(opened.conversationId()))
                        .forEach(connection -> connection.hint(Hint.opened(opened.conversationId(), opened.frame()))))
                .then()
                .doOnSuccess(nothing -> since = now);
    }

    private Mono<Void> heads(Collection<Connection> all) {
        Set<UUID> followed = new HashSet<>();
        all.forEach(connection -> followed.addAll(connection.feed().followed()));
        return log.heads(followed)
                .doOnNext(heads -> all.forEach(connection -> connection.feed().heads(heads)))
                .then();
    }
}
