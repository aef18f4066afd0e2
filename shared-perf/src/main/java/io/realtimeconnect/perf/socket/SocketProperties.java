package io.realtimeconnect.perf.socket;

import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How WebSocket connections are taken.
 *
 * @param maxFrame a larger frame closes the connection with 1009
 * @param proxyPing whether ping frames reach the handler, which then has to answer them, instead of being answered unseen
 */
@Validated
@ConfigurationProperties("perf.socket")
public record SocketProperties(
        @DefaultValue("256KB") @NotNull DataSize maxFrame,
        @DefaultValue("true") boolean proxyPing) {}
