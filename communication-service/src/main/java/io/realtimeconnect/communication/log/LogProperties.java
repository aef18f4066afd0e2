package io.realtimeconnect.communication.log;

import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How this instance appends to the log and reads it.
 *
 * @param linger how long the first operation of a batch waits for others
 * @param batch operations of one call, at most
 * @param calls calls in flight, at most; never two of one conversation
 * @param queue operations waiting on this instance, at most; more are refused
 * @param lane operations of one conversation waiting, at most
 * @param tries calls for one batch before its senders are told that its fate is unknown
 * @param tryTimeout of one call
 * @param backoff before the second try; doubled for each further one
 * @param page changes read at once
 */
@Validated
@ConfigurationProperties("rtc.communication.log")
public record LogProperties(
        @DefaultValue("2ms") Duration linger,
        @DefaultValue("64") @Positive int batch,
        @DefaultValue("4") @Positive int calls,
        @DefaultValue("4096") @Positive int queue,
        @DefaultValue("256") @Positive int lane,
        @DefaultValue("5") @Positive int tries,
        @DefaultValue("3s") Duration tryTimeout,
        @DefaultValue("100ms") Duration backoff,
        @DefaultValue("100") @Positive int page) {}
