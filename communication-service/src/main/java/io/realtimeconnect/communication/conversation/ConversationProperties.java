package io.realtimeconnect.communication.conversation;

import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long conversations live.
 *
 * @param idleEnd after the last message, or the beginning, a conversation ends with reason {@code idle}; a second to 30 days
 * @param sweep between two steps of the walk over open conversations, 500 a step
 */
@Validated
@ConfigurationProperties("rtc.conversation")
public record ConversationProperties(
        @DefaultValue("30m") @DurationMin(seconds = 1) @DurationMax(days = 30)
        Duration idleEnd,

        @DefaultValue("5s") @DurationMin(millis = 100) @DurationMax(minutes = 10)
        Duration sweep) {}
