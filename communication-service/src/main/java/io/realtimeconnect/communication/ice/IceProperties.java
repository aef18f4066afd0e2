package io.realtimeconnect.communication.ice;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The servers that browsers use to find each other.
 *
 * @param stunUrls such as {@code stun:stun.example.org:3478}
 * @param turnUrls such as {@code turn:turn.example.org:3478?transport=udp}; told only with a secret
 * @param secret coturn's {@code static-auth-secret}, from the environment ({@code RTC_ICE_SECRET}); without it there is no TURN
 * @param ttl how long a credential is good
 */
@Validated
@ConfigurationProperties("rtc.ice")
public record IceProperties(
        @DefaultValue("stun:localhost:3478") List<String> stunUrls,

        @DefaultValue({"turn:localhost:3478?transport=udp", "turn:localhost:3478?transport=tcp"})
        List<String> turnUrls,

        @Nullable String secret,
        @DefaultValue("1h") Duration ttl) {

    boolean hasTurn() {
        return secret != null && !secret.isBlank() && !turnUrls.isEmpty();
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "IceProperties[stunUrls=" + stunUrls + ", turnUrls=" + turnUrls + ", ttl=" + ttl + "]";
    }
}
