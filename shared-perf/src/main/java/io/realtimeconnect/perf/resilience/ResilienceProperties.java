package io.realtimeconnect.perf.resilience;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Calls between services.
 *
 * @param privateKey this service's key: base64 of PKCS#8, curve P-256
 * @param publicKeys the services that may call, each with base64 of its X.509 public key
 * @param connectTimeout until the next instance is tried
 * @param timeout of a call where no deadline is nearer
 * @param retries of a GET or PUT that failed on the way, at most; one retry for every five calls in the long run
 * @param concurrent calls to one service at a time; more are refused
 * @param cooldown how long an instance that refused a connection comes last
 * @param open how long a breaker stays open
 */
@Validated
@ConfigurationProperties("perf.resilience")
public record ResilienceProperties(
        @Nullable String privateKey,
        @DefaultValue Map<String, String> publicKeys,
        @DefaultValue("500ms") @NotNull Duration connectTimeout,
        @DefaultValue("10s") @NotNull Duration timeout,
        @DefaultValue("2") @PositiveOrZero int retries,
        @DefaultValue("256") @Positive int concurrent,
        @DefaultValue("1s") @NotNull Duration cooldown,
        @DefaultValue("2s") @NotNull Duration open) {

    /** Without the secret. */
    @Override
    public String toString() {
        return "ResilienceProperties[publicKeys=" + publicKeys.keySet() + ", timeout=" + timeout + "]";
    }
}
