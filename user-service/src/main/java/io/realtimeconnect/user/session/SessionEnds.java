package io.realtimeconnect.user.session;

import io.realtimeconnect.perf.session.Revocation;
import io.realtimeconnect.perf.session.SessionStoreUnavailable;
import io.realtimeconnect.perf.session.Sessions;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/**
 * Ends sessions so that they stay ended: first a row, then Redis.
 *
 * <p>The row decides. When Redis cannot be told, {@link RevocationRepeat} tells it as soon as it can, and the caller need not know.
 */
@Service
public class SessionEnds {

    private final Sessions sessions;
    private final RevocationTable table;
    private final SessionHistory history;
    private final RevocationRepeat repeat;
    private final Clock clock;

    SessionEnds(
            Sessions sessions, RevocationTable table, SessionHistory history, RevocationRepeat repeat, Clock clock) {
        this.sessions = sessions;
        this.table = table;
        this.history = history;
        this.repeat = repeat;
        this.clock = clock;
    }

    /** Ends one session. */
    Mono<Void> end(UUID userId, String handle) {
        return record(userId, handle, null)
                .then(Mono.defer(() -> sessions.revoke(userId, handle)))
                .onErrorResume(SessionStoreUnavailable.class, e -> owed(false))
                .then();
    }

    /** Ends all sessions of a user. */
    Mono<Void> endAll(UUID userId) {
        return announce(userId, null).then(Mono.defer(() -> sweep(userId, null)));
    }

    /** The row alone, in the caller's transaction; {@link #sweep} follows its commit. */
    public Mono<Void> announce(UUID userId, @Nullable String except) {
        return record(userId, null, except);
    }

    /** Ends what {@link #announce} has announced. */
    public Mono<Void> sweep(UUID userId, @Nullable String except) {
        return sessions.revokeAll(userId, except)
                .onErrorResume(SessionStoreUnavailable.class, e -> owed(0L))
                .then();
    }

    private <T> Mono<T> owed(T answer) {
        repeat.owe();
        return Mono.just(answer);
    }

    private Mono<Void> record(UUID userId, @Nullable String handle, @Nullable String except) {
        Instant now = clock.instant();
        Mono<Void> told = handle == null ? history.allEnded(userId, except, now) : history.ended(userId, handle, now);
        return table.append(new Revocation(userId, handle, except), now).then(told);
    }
}
