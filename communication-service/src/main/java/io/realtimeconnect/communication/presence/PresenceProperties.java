package io.realtimeconnect.communication.presence;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * @param lease how long a user counts as connected when the instance falls silent
 * @param refresh between two renewals of all leases
 * @param awayAfter without a sign of the user, pings apart
 * @param grace how long after the last connection went a user may come back unnoticed; up to twice that, at random
 * @param watch between two looks at the partners of those who are connected here
 * @param keep how long it is known when somebody was last seen
 * @param clientLease how long a match may still be made for a client after its last connection
 */
@Validated
@ConfigurationProperties("rtc.communication.presence")
public record PresenceProperties(
        @DefaultValue("30s") Duration lease,
        @DefaultValue("10s") Duration refresh,
        @DefaultValue("5m") Duration awayAfter,
        @DefaultValue("2s") Duration grace,
        @DefaultValue("5s") Duration watch,
        @DefaultValue("30d") Duration keep,
        @DefaultValue("30s") Duration clientLease) {}
