package io.realtimeconnect.perf.session;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A session token, taken apart: {@code v1.} and base64url of 16 bytes of user id and 32 random ones.
 *
 * <p>Redis sees the SHA-256 of the random bytes only, so a dump of it gives no tokens; the user id places all of a user's keys in one slot.
 *
 * @param hash SHA-256 of the secret, 64 hex digits
 */
record Token(UUID userId, String hash) {

    private static final String VERSION = "v1.";
    private static final int LENGTH = VERSION.length() + 64;
    private static final int SECRET_BYTES = 32;

    /** Null for anything that is not written as a token is: no key is ever built of it. */
    static @Nullable Token parse(String text) {
        if (text.length() != LENGTH || !text.startsWith(VERSION)) {
            return null;
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text.substring(VERSION.length()));
        } catch (IllegalArgumentException e) {
            return null;
        }
        if (bytes.length != 16 + SECRET_BYTES) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        UUID userId = new UUID(buffer.getLong(), buffer.getLong());
        MessageDigest sha256 = sha256();
        sha256.update(buffer);
        return new Token(userId, HexFormat.of().formatHex(sha256.digest()));
    }

    /** The text of a new token; reads the system's entropy, so not on an event loop. */
    static String fresh(UUID userId, SecureRandom random) {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        byte[] bytes = ByteBuffer.allocate(16 + SECRET_BYTES)
                .putLong(userId.getMostSignificantBits())
                .putLong(userId.getLeastSignificantBits())
                .put(secret)
                .array();
        return VERSION + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    String key() {
        return prefix(userId) + hash;
    }

    static String prefix(UUID userId) {
        return "s:{" + userId + "}:";
    }

    static String index(UUID userId) {
        return prefix(userId) + "index";
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
