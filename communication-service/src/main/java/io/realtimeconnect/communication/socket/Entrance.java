package io.realtimeconnect.communication.socket;

import io.realtimeconnect.communication.conversation.Member;
import io.realtimeconnect.communication.conversation.Members;
import io.realtimeconnect.communication.delivery.Fanout;
import io.realtimeconnect.communication.delivery.Hint;
import io.realtimeconnect.communication.delivery.Lines;
import io.realtimeconnect.communication.log.Change;
import io.realtimeconnect.communication.log.ConversationLog;
import io.realtimeconnect.communication.presence.Presence;
import io.realtimeconnect.communication.sanction.Standings;
import io.realtimeconnect.perf.session.SessionStoreUnavailable;
import io.realtimeconnect.perf.session.Sessions;
import io.realtimeconnect.perf.session.UserSession;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Lets connections in and out. It listens first and reads heads second, so that no change falls between the two, and says
 * {@code ready} when it knows where everything stands; stores that are down do not keep a client waiting for that.
 */
@Component
class Entrance {

    private static final Logger log = LoggerFactory.getLogger(Entrance.class);
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(2);

    private final Sessions sessions;
    private final Connections connections;
    private final Lines lines;
    private final Members members;
    private final ConversationLog history;
    private final Fanout fanout;
    private final Presence presence;
    private final Standings standings;
    private final FeedMeters meters;
    private final ConnectionProperties properties;
    private final Clock clock;

    Entrance(
            Sessions sessions,
            Connections connections,
            Lines lines,
            Members members,
            ConversationLog history,
            Fanout fanout,
            Presence presence,
            Standings standings,
            FeedMeters meters,
            ConnectionProperties properties,
            Clock clock) {
        this.sessions = sessions;
        this.connections = connections;
        this.lines = lines;
        this.members = members;
        this.history = history;
        this.fanout = fanout;
        this.presence = presence;
        this.standings = standings;
        this.meters = meters;
        this.properties = properties;
        this.clock = clock;
    }

    /** The connection; empty when the wire was closed instead. */
    Mono<Connection> enter(Wire wire, String token, @Nullable String connectionId) {
        return session(token, wire).flatMap(session -> {
            Connection connection = new Connection(
                    wire,
                    token,
                    session,
                    connectionId == null ? UUID.randomUUID().toString() : connectionId,
                    clock.instant(),
                    history,
                    meters,
                    this::followStranger);
            if (!connections.add(connection)) {
                wire.close(Closing.TOO_MANY);
                return Mono.empty();
            }
            return lines.add(connection)
                    .then(Mono.defer(() -> isBarred(session.userId())))
                    .flatMap(barred -> {
                        if (barred) {
                            wire.close(Closing.SUSPENDED);
                            leave(connection);
                            return Mono.empty();
                        }
                        return followAll(connection)
                                .doOnSuccess(nothing -> begin(connection, connectionId != null))
                                .thenReturn(connection);
                    })
                    .doOnCancel(() -> leave(connection));
        });
    }

    /** A suspended user's session may not have ended yet; without the database that is for the session to say. */
    private Mono<Boolean> isBarred(UUID userId) {
        return standings.isBarred(userId).timeout(PATIENCE).onErrorReturn(false);
    }

    /** The session of a token; empty when the wire was closed instead. What is only remembered is good for reading, not for a socket. */
    Mono<UserSession> session(String token, Wire wire) {
        return sessions.verify(token)
                .flatMap(verified -> verified.degraded()
                        ? Mono.<UserSession>error(new SessionStoreUnavailable())
                        : Mono.just(verified.session()))
                .switchIfEmpty(Mono.fromRunnable(() -> wire.close(Closing.NO_SESSION)))
                .onErrorResume(e -> {
                    wire.close(Closing.NO_SESSION_STORE);
                    return Mono.empty();
                });
    }

    /** The client names its connection, as it did before it lost it: what is left of that elsewhere goes. */
    void claim(Connection connection, String connectionId) {
        connection.connectionId(connectionId);
        connection.feed().expectReturn();
        fanout.tell(connection.userId(), Hint.claim(connectionId, connection.id()));
    }

    void sayReady(Connection connection) {
        connection.ready(ready(connection));
    }

    private void begin(Connection connection, boolean named) {
        connection.ready(ready(connection));
        if (named) {
            claim(connection, connection.connectionId());
        }
        presence.connected(connection.userId());
        // a client that resumes does so on seeing ready at the latest: its pong says that it has
        connection
                .wire()
                .ping()
                .timeout(properties.holdAtMost(), Mono.empty())
                .then(Mono.delay(properties.hold()))
                .filter(tick -> connection.feed().isReturning())
                .flatMap(tick -> Mono.delay(properties.holdReturning()))
                .doFinally(end -> connection.feed().release())
                .subscribe();
    }

    private Frames.Ready ready(Connection connection) {
        return new Frames.Ready(
                connection.userId(),
                connection.connectionId(),
                properties.heartbeat().toSeconds());
    }

    void leave(Connection connection) {
        connections.remove(connection);
        lines.remove(connection);
        if (lines.of(connection.userId()).isEmpty()) {
            presence.disconnected(connection.userId());
        }
    }

    /** Follows what is open; on failure the head check tries again. */
    Mono<Void> followAll(Connection connection) {
        return members.openOf(Set.of(connection.userId()))
                .map(Member::conversationId)
                .collectList()
                .flatMap(ids -> history.heads(ids).doOnNext(heads -> {
                    connection.follow(heads.values());
                    connection.complete();
                }))
                .timeout(PATIENCE)
                .onErrorResume(e -> {
                    log.atDebug().addKeyValue("cause", String.valueOf(e)).log("socket.follow.failed");
                    return Mono.empty();
                })
                .then();
    }

    /** A hint of a conversation that the connection does not follow: one made just now, or an old one. */
    private void followStranger(Connection connection, Hint hint) {
        UUID id = hint.conversationId();
        Change change = hint.change();
        if (id == null || change == null) {
            return;
        }
        members.of(List.of(id))
                .filter(member -> member.userId().equals(connection.userId()))
                .next()
                .subscribe(
                        member -> {
                            boolean isNew = member.createdAt()
                                    .isAfter(connection.openedAt().minus(CLOCK_SKEW));
                            connection.feed().follow(id, isNew ? 0 : change.rev() - 1, false);
                            connection.feed().hint(id, change);
                        },
                        e -> log.atDebug()
                                .addKeyValue("cause", String.valueOf(e))
                                .log("socket.follow.failed"));
    }
}
