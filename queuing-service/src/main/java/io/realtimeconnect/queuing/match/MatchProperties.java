package io.realtimeconnect.queuing.match;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How matches are made.
 *
 * @param rematchWindow for how long two that parted are not matched again
 * @param refusalWindow for how long two are not tried again whose conversation was refused
 * @param patience how long a ticket holds out for common interests before anybody will do
 * @param sweep how often an instance looks for what was left undone
 * @param relayLease for how long one instance alone tries to create a conversation
 */
@Validated
@ConfigurationProperties("rtc.queuing")
public record MatchProperties(
        @DefaultValue("10m") Duration rematchWindow,
        @DefaultValue("10m") Duration refusalWindow,
        @DefaultValue("2s") Duration patience,
        @DefaultValue("1s") Duration sweep,
        @DefaultValue("5s") Duration relayLease) {}
