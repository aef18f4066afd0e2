package io.realtimeconnect.user.account;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How often a password may be guessed.
 *
 * @param maxFailures wrong passwords for one login from one address; 0 does not count
 * @param window from the first of them until they are forgotten
 */
@Validated
@ConfigurationProperties("rtc.user.attempts")
record AttemptProperties(
        @DefaultValue("10") @PositiveOrZero int maxFailures,
        @DefaultValue("15m") @NotNull Duration window) {}
