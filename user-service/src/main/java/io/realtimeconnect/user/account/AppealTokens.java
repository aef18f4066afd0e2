package io.realtimeconnect.user.account;

import io.realtimeconnect.perf.web.Cursors;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * What somebody who may not log in appeals with.
 *
 * <p>Format, which moderation-service reads: {@code <user>:<action>:<epoch second of its end>}, signed as cursors are, under the scope
 * {@code appeal}. It is no session and opens nothing else.
 */
@Component
class AppealTokens {

    private static final Duration VALIDITY = Duration.ofMinutes(15);
    private static final String SCOPE = "appeal";

    private final Cursors signatures;
    private final Clock clock;

    AppealTokens(Cursors signatures, Clock clock) {
        this.signatures = signatures;
        this.clock = clock;
    }

    String token(UUID userId, UUID actionId) {
        long end = clock.instant().plus(VALIDITY).getEpochSecond();
        return signatures.encode(SCOPE, userId + ":" + actionId + ":" + end);
    }
}
