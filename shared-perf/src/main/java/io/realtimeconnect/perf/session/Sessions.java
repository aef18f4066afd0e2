package io.realtimeconnect.perf.session;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The live sessions of all users, shared by every service through Redis.
 *
 * <p>Everything but a look-up under grace signals {@link SessionStoreUnavailable} while Redis cannot be asked.
 */
public interface Sessions {

    /**
     * Makes a session, ends those that the limit of the user no longer allows, and indexes it, in one step.
     *
     * @return signals {@link SessionLimitReached} under the policy {@code reject}
     */
    Mono<Admitted> admit(Login login);

    /**
     * The session of a token; empty when there is none, or none any more. Counts as an access.
     *
     * @return signals {@link SessionStoreUnavailable} when Redis is gone and no grace applies
     */
    default Mono<UserSession> find(String token) {
        return verify(token).map(Verified::session);
    }

    /** As {@link #find}, and says whether the answer is only what this instance remembers. */
    Mono<Verified> verify(String token);

    /** Live sessions of a user, latest login first. */
    Flux<UserSession> list(UUID userId);

    /** Ends one session by its handle; false when the user has no such session. */
    Mono<Boolean> revoke(UUID userId, String handle);

    /** Ends all sessions of a user but the one with the handle {@code except}; how many ended. */
    Mono<Long> revokeAll(UUID userId, @Nullable String except);

    /**
     * Ends of sessions before their time, by revocation or eviction, as they happen anywhere in the suite. Hot; a lost one is made up
     * for within {@code perf.session.near-validity} by look-ups. A slow subscriber loses the newest.
     */
    Flux<Revocation> revocations();

    /**
     * Completes when a session has ended, for answers that last: on the news of it, and within 2 s by look-ups where the news was lost.
     * While Redis cannot be asked nobody is thrown out.
     */
    default Mono<Void> end(String token, UUID userId, String handle) {
        Mono<Revocation> told = revocations()
                .filter(revocation -> revocation.ends(userId, handle))
                .next();
        Mono<Boolean> found = Flux.interval(Duration.ofSeconds(2))
                .onBackpressureDrop()
                .concatMap(tick -> verify(token).hasElement().onErrorReturn(true), 1)
                .filter(stands -> !stands)
                .next();
        return Mono.firstWithSignal(told.then(), found.then());
    }

    /**
     * When Redis was first met, and whenever another server process answers in its place: the last moments' revocations may be undone
     * there. The owner of revocations repeats those of the last hour; a late subscriber gets the last such moment at once.
     */
    Flux<Instant> storeReset();
}
