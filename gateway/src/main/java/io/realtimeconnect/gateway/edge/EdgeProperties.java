package io.realtimeconnect.gateway.edge;

import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * What the edge believes and bears.
 *
 * @param trustedProxies networks in CIDR notation, such as {@code 10.0.0.0/8}, whose {@code X-Forwarded-*} headers count
 * @param body the most a request may carry where its row says nothing else
 */
@Validated
@ConfigurationProperties("rtc.gateway")
record EdgeProperties(
        @DefaultValue List<String> trustedProxies,
        @DefaultValue("64KB") @NotNull DataSize body) {}
