package io.realtimeconnect.communication.call;

import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Bounds of calls.
 *
 * @param ring how long it rings before it ends
 * @param lease how long a side counts as there when its instance falls silent
 * @param refresh between two renewals of all leases of an instance
 * @param sweep between two looks for calls that nobody has ended
 * @param sdp bytes of a session description
 * @param candidate bytes of a candidate
 * @param framesPerSecond of one user on one instance, over time
 * @param burst of one user on one instance, at once
 * @param offersPerMinute new calls of one user on one instance
 * @param lively how long after a call its conversation is not silent
 * @param keep how long it is known that a call has ended
 */
@Validated
@ConfigurationProperties("rtc.communication.call")
public record CallProperties(
        @DefaultValue("45s") Duration ring,
        @DefaultValue("15s") Duration lease,
        @DefaultValue("4s") Duration refresh,
        @DefaultValue("2s") Duration sweep,
        @DefaultValue("32KB") DataSize sdp,
        @DefaultValue("4KB") DataSize candidate,
        @DefaultValue("20") @Positive int framesPerSecond,
        @DefaultValue("100") @Positive int burst,
        @DefaultValue("20") @Positive int offersPerMinute,
        @DefaultValue("10m") Duration lively,
        @DefaultValue("30d") Duration keep) {}
