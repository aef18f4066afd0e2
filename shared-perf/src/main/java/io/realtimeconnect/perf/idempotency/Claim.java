package io.realtimeconnect.perf.idempotency;

import java.util.UUID;
import org.springframework.web.server.ServerWebExchange;

/**
 * One request's hold on a key.
 *
 * @param fingerprint of what is asked; another one under the same key is a mistake of the client
 * @param holder a new id each time, so that a request that lost its claim cannot end the next one's
 */
record Claim(UUID userId, String key, byte[] fingerprint, UUID holder) {

    private static final String ATTRIBUTE = Claim.class.getName();

    void attach(ServerWebExchange exchange) {
        exchange.getAttributes().put(ATTRIBUTE, this);
    }

    static boolean isAttached(ServerWebExchange exchange) {
        return exchange.getAttributes().containsKey(ATTRIBUTE);
    }

    static Claim of(ServerWebExchange exchange) {
        return exchange.getRequiredAttribute(ATTRIBUTE);
    }
}
