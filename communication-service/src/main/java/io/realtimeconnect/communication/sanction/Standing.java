package io.realtimeconnect.communication.sanction;

import io.realtimeconnect.communication.sanction.Sanction.Kind;
import io.realtimeconnect.perf.web.Problem;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.springframework.http.HttpStatus;

/** A user's sanctions; which of them count depends on the time, so an end needs no event. */
record Standing(List<Sanction> sanctions) {

    Optional<Sanction> bar(Instant now) {
        return first(Sanction::bars, now);
    }

    /** Why the user may not write now; empty for who may. */
    Optional<Problem> objection(Instant now) {
        return bar(now).map(bar -> problem("ACCOUNT_SUSPENDED", "The account is suspended.", bar))
                .or(() -> first(sanction -> sanction.kind() == Kind.mute, now)
                        .map(mute -> problem("MUTED", "You may not write at the moment.", mute)));
    }

    private Optional<Sanction> first(Predicate<Sanction> wanted, Instant now) {
        return sanctions.stream()
                .filter(sanction -> wanted.test(sanction) && sanction.inForce(now))
                .findFirst();
    }

    private static Problem problem(String code, String detail, Sanction sanction) {
        return new Problem(HttpStatus.FORBIDDEN, code, detail)
                .with("actionId", sanction.actionId())
                .with("reason", sanction.reason())
                .with("expiresAt", sanction.expiresAt());
    }
}
