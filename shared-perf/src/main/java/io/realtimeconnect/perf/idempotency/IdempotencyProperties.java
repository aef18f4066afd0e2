package io.realtimeconnect.perf.idempotency;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Idempotency keys.
 *
 * @param kept how long an answer is given again
 * @param lease how long a request that died keeps others from its key; a living one renews it
 * @param patience how long a duplicate waits for the first one's answer
 * @param maxAnswer larger answers are not kept; their duplicates are refused
 */
@Validated
@ConfigurationProperties("perf.idempotency")
public record IdempotencyProperties(
        @DefaultValue("24h") @NotNull Duration kept,
        @DefaultValue("10s") @NotNull Duration lease,
        @DefaultValue("5s") @NotNull Duration patience,
        @DefaultValue("64KB") @NotNull DataSize maxAnswer) {}
