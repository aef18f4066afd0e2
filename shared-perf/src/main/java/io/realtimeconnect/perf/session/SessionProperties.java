package io.realtimeconnect.perf.session;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long sessions live, how many a user may have, and what happens without Redis.
 *
 * @param idleTimeout a session unused for so long ends
 * @param absoluteTimeout a session ends so long after its login, used or not
 * @param maxPerUser concurrent sessions of one user
 * @param policy who gives way at the limit: the earliest login, or the new one
 * @param touchInterval the last access is written at most so often
 * @param nearValidity how long a look-up is believed without asking Redis: the bound on a revocation whose push is lost; zero is off
 * @param nearEntries sessions that an instance remembers
 * @param grace how long after its last look-up a session may go on reading while Redis is gone; zero is off
 * @param cookieSecure whether the cookie is for TLS only; unset: yes, unless the host is this machine
 */
@Validated
@ConfigurationProperties("perf.session")
public record SessionProperties(
        @DefaultValue("12h") @NotNull Duration idleTimeout,
        @DefaultValue("7d") @NotNull Duration absoluteTimeout,
        @DefaultValue("3") @Positive int maxPerUser,
        @DefaultValue("evict-oldest") @NotNull Policy policy,
        @DefaultValue("1m") @NotNull Duration touchInterval,
        @DefaultValue("2s") @NotNull Duration nearValidity,
        @DefaultValue("10000") @Positive long nearEntries,
        @DefaultValue("60s") @NotNull Duration grace,
        @Nullable Boolean cookieSecure) {

    /** What a login at the limit does. */
    public enum Policy {
        EVICT_OLDEST("evict-oldest"),
        REJECT("reject");

        final String inScript;

        Policy(String inScript) {
            this.inScript = inScript;
        }
    }
}
