package io.realtimeconnect.communication.screening;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Screening of what is said.
 *
 * @param whenUnavailable what becomes of a message that nobody could screen in time
 * @param budget how long a message waits for the verdict, on top of its turn
 * @param batch texts of one call, at most 64
 * @param calls calls in flight, at most; never two of one conversation
 * @param queue texts waiting on this instance, at most; more are refused
 * @param lane texts of one conversation waiting, at most
 * @param recheck between two looks at what was stored unscreened
 */
@Validated
@ConfigurationProperties("rtc.screening")
public record ScreeningProperties(
        @DefaultValue("allow-and-recheck") @NotNull WhenUnavailable whenUnavailable,

        @DefaultValue("50ms") @DurationMin(millis = 1) @DurationMax(seconds = 5)
        Duration budget,

        @DefaultValue("64") @Positive @Max(64) int batch,
        @DefaultValue("4") @Positive int calls,
        @DefaultValue("4096") @Positive int queue,
        @DefaultValue("256") @Positive int lane,

        @DefaultValue("2s") @DurationMin(millis = 10) @DurationMax(minutes = 10)
        Duration recheck) {

    /** The two policies. */
    public enum WhenUnavailable {
        /** Delivered, marked in the log, screened later, and withdrawn if it must be. */
        ALLOW_AND_RECHECK,
        /** Refused with {@code SCREENING_UNAVAILABLE}. */
        REFUSE
    }
}
