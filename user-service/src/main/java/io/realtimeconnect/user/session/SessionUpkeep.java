package io.realtimeconnect.user.session;

import io.realtimeconnect.perf.jobs.Job;
import io.realtimeconnect.perf.session.Sessions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Each minute: sees which sessions ran out. */
@Component
class SessionUpkeep implements Job<Void> {

    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final int BATCH = 5_000;
    private static final int AT_ONCE = 16;

    private final SessionHistory history;
    private final Sessions sessions;
    private final Clock clock;

    SessionUpkeep(SessionHistory history, Sessions sessions, Clock clock) {
        this.history = history;
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
                .then();
    }
}
