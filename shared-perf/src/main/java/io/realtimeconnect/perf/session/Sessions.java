package io.realtimeconnect.perf.session;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The live sessions of all users, shared by every service through Redis. */
public interface Sessions {

    /**
     * Makes a session, ends those that the limit of the user no longer allows, and indexes it, in one step.
     *
     * @return signals {@link io.realtimeconnect.perf.web.Problem} {@code SESSION_LIMIT_REACHED} under the policy {@code reject}
     */
    Mono<Admitted> admit(Login login);

    /**
     * The session of a token; empty when there is none, or none any more.
     *
     * @return signals {@code SESSION_STORE_UNAVAILABLE} when Redis is gone and no grace applies
     */
    Mono<UserSession> find(String token);

    /** Live sessions of a user, latest login first. */
    Flux<UserSession> list(UUID userId);

    /** Ends one session by its handle; false when the user has no such session. */
    Mono<Boolean> revoke(UUID userId, String handle);

    /** Ends all sessions of a user but the one with the handle {@code except}; how many ended. */
    Mono<Long> revokeAll(UUID userId, @Nullable String except);

    /** Revocations as they happen anywhere in the suite, hot; a lost one is made up for within 2 s by look-ups. */
    Flux<Revocation> revocations();
}
