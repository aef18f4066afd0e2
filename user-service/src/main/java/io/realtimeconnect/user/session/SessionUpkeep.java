package io.realtimeconnect.user.session;

import io.realtimeconnect.perf.jobs.Job;
import io.realtimeconnect.perf.session.Sessions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Each minute: sees which sessions ran out, and forgets revocations and history that nobody asks for any more. */
@Component
class SessionUpkeep implements Job<Void> {

    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final Duration HISTORY = Duration.ofDays(30);
    private static final int BATCH = 5_000;
    private static final int AT_ONCE = 16;

    private final SessionHistory history;
    private final RevocationTable revocations;
    private final RevocationProperties properties;
    private final Sessions sessions;
    private final Clock clock;

    SessionUpkeep(
            SessionHistory history,
            RevocationTable revocations,
            RevocationProperties properties,
            Sessions sessions,
            Clock clock) {
        this.history = history;
        this.revocations = revocations;
        this.properties = properties;
        this.sessions = sessions;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "session-upkeep";
    }

    @Override
    public Class<Void> dataType() {
        return Void.class;
    }

    @Override
    public Duration every() {
        return EVERY;
    }

    @Override
    public Mono<Void> run(String instance, @Nullable Void data) {
        Instant now = clock.instant();
        return history.unchecked(now.minus(EVERY), BATCH)
                .flatMap(
                        userId ->
                                sessions.list(userId).collectList().flatMap(live -> history.checked(userId, live, now)),
                        AT_ONCE)
                .then(revocations.forget(now.minus(properties.keep())))
                .then(history.forgetBefore(now.minus(HISTORY)))
                .then();
    }
}
