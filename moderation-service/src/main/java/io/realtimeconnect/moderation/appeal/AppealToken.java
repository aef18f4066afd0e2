package io.realtimeconnect.moderation.appeal;

import io.realtimeconnect.perf.web.Cursors;
import io.realtimeconnect.perf.web.Problem;
import java.time.Instant;
import java.util.UUID;
import org.springframework.http.HttpStatus;

/**
 * What a suspended user is given at the refused login, and may appeal with: {@code <user>:<action>:<epoch second of its end>},
 * signed as cursors are, under the scope {@code appeal}.
 */
record AppealToken(UUID userId, UUID actionId, Instant expiresAt) {

    static final String SCOPE = "appeal";

    /** @throws Problem {@code 401 UNAUTHENTICATED} when it is none, or past its end */
    static AppealToken verify(Cursors signatures, String token, Instant now) {
        AppealToken appeal;
        try {
            String[] parts = signatures.decode(SCOPE, token).split(":");
            appeal = new AppealToken(
                    UUID.fromString(parts[0]),
                    UUID.fromString(parts[1]),
                    Instant.ofEpochSecond(Long.parseLong(parts[2])));
        } catch (Problem e) {
            throw refused();
        }
        if (!appeal.expiresAt().isAfter(now)) {
            throw refused();
        }
        return appeal;
    }

    private static Problem refused() {
        return new Problem(HttpStatus.UNAUTHORIZED, "UNAUTHENTICATED", "Log in, or show a fresh appeal token.");
    }
}
