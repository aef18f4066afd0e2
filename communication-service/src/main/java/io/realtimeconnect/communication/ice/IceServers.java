package io.realtimeconnect.communication.ice;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Service;

/**
 * ICE servers with credentials as coturn checks them ({@code use-auth-secret}): the user name is the end of its validity in seconds and
 * whose it is, the password the HMAC-SHA1 of that name (draft-uberti-behave-turn-rest-00).
 */
@Service
@EnableConfigurationProperties(IceProperties.class)
class IceServers {

    private static final String HMAC = "HmacSHA1";

    /** As {@code RTCPeerConnection} takes it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record IceServer(
            List<String> urls,
            @Nullable String username,
            @Nullable String credential) {}

    /** @param expiresAt until when the credentials are good */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Offer(List<IceServer> iceServers, long ttlSeconds, Instant expiresAt) {}

    private final IceProperties properties;
    private final Clock clock;

    IceServers(IceProperties properties, Clock clock) {
        this.properties = properties;
        this.clock = clock;
    }

    Offer forUser(UUID userId) {
        Instant expiresAt = clock.instant().plus(properties.ttl()).truncatedTo(ChronoUnit.SECONDS);
        List<IceServer> servers = new ArrayList<>();
        if (!properties.stunUrls().isEmpty()) {
            servers.add(new IceServer(properties.stunUrls(), null, null));
        }
        String secret = properties.secret();
        if (properties.hasTurn() && secret != null) {
            String username = expiresAt.getEpochSecond() + ":" + userId;
            servers.add(new IceServer(properties.turnUrls(), username, credential(secret, username)));
        }
        return new Offer(List.copyOf(servers), properties.ttl().toSeconds(), expiresAt);
    }

    static String credential(String secret, String username) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
            return Base64.getEncoder().encodeToString(mac.doFinal(username.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + HMAC, e);
        }
    }
}
