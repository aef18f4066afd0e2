package io.realtimeconnect.queuing.ticket;

import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of the line.
 *
 * @param capacity tickets that may wait at once, per intent; joins that race may go past it by their number
 * @param ticketTtl how long a ticket waits
 * @param lease how long a client may be silent before it counts as gone
 */
@Validated
@ConfigurationProperties("rtc.queuing")
public record TicketProperties(
        @DefaultValue("1000") @Positive int capacity,
        @DefaultValue("5m") Duration ticketTtl,
        @DefaultValue("30s") Duration lease) {}
