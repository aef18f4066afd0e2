package io.realtimeconnect.user.mail;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * E-mails. Whether any are sent, {@code spring.mail.host} says: without it nothing is even queued.
 *
 * @param from who they come from, an address or {@code Name <address>}
 * @param threads how many are sent at once by one instance
 * @param attempts how often one is tried before it is given up
 * @param backOff the pause after the first failure; it doubles with each, up to an hour
 * @param timeout for one attempt; longer than the time limits of connection, reading and writing together, or one may come twice
 */
@Validated
@ConfigurationProperties("rtc.user.email")
record EmailProperties(
        @DefaultValue("Real-time Connect <no-reply@localhost>") @NotBlank
        String from,

        @DefaultValue("2") @Positive int threads,
        @DefaultValue("10") @Positive int attempts,
        @DefaultValue("10s") Duration backOff,
        @DefaultValue("45s") Duration timeout) {}
