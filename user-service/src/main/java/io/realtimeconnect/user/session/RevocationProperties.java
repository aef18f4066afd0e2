package io.realtimeconnect.user.session;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * @param repeat how far back revocations are repeated when Redis has come back
 * @param retry how long until a repetition that failed is tried again
 * @param keep how long revocations are kept, at least a day
 */
@Validated
@ConfigurationProperties("rtc.user.revocations")
record RevocationProperties(
        @DefaultValue("1h") @NotNull Duration repeat,
        @DefaultValue("500ms") @NotNull Duration retry,
        @DefaultValue("8d") @NotNull Duration keep) {}
