package io.realtimeconnect.perf.session;

import io.realtimeconnect.perf.redis.RedisUnavailable;
import java.time.Clock;
import org.springframework.session.ReactiveSessionRepository;
import reactor.core.publisher.Mono;

/** Sessions for Spring Session: those of logins are found, changed and ended; a visitor's is forgotten with the request. */
final class LoginSessionRepository implements ReactiveSessionRepository<LoginSession> {

    private final RedisSessions sessions;
    private final SessionProperties properties;
    private final Clock clock;

    LoginSessionRepository(RedisSessions sessions, SessionProperties properties, Clock clock) {
        this.sessions = sessions;
        this.properties = properties;
        this.clock = clock;
    }

    /** On the caller's thread: a hop here makes a WebSocket handshake lose frames. */
    @Override
    public Mono<LoginSession> createSession() {
        return Mono.fromSupplier(() -> LoginSession.visitor(clock.instant(), properties.idleTimeout()));
    }

    /** Writes attributes that were changed; brings back no session that has ended meanwhile. */
    @Override
    public Mono<Void> save(LoginSession session) {
        Token token = Token.parse(session.getId());
        return token == null || !session.worthSaving()
                ? Mono.empty()
                : sessions.saveAttributes(token, session.attributes()).then();
    }

    @Override
    public Mono<LoginSession> findById(String id) {
        Token token = Token.parse(id);
        return token == null
                ? Mono.empty()
                : sessions.look(token)
                        .onErrorMap(RedisUnavailable.class, e -> new SessionStoreUnavailable())
                        .map(stored -> new LoginSession(
                                id,
                                sessions.view(stored),
                                stored.attributes(),
                                clock.instant(),
                                properties.idleTimeout()));
    }

    @Override
    public Mono<Void> deleteById(String id) {
        return findById(id)
                .mapNotNull(LoginSession::login)
                .flatMap(login -> sessions.revoke(login.userId(), login.handle()))
                .then();
    }
}
