package io.realtimeconnect.perf.web;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.http.HttpStatus;

/**
 * Where a list goes on, as an opaque text that only this suite can make.
 *
 * <p>Format: base64url without padding of a version byte (1), the payload in UTF-8, and the first 16 bytes of HMAC-SHA256 over scope,
 * a zero byte and the payload. The scope says what list of whom it is, so that a cursor of one list fits no other.
 */
public final class Cursors {

    private static final byte VERSION = 1;
    private static final int MAC_BYTES = 16;
    private static final int MAX_CHARS = 2048;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    /** @param key at least 32 characters, the same on all instances */
    public Cursors(String key) {
        if (key.length() < 32) {
            throw new IllegalArgumentException("A cursor key has at least 32 characters");
        }
        this.key = new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    public String encode(String scope, String payload) {
        byte[] text = payload.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = Arrays.copyOf(new byte[] {VERSION}, 1 + text.length + MAC_BYTES);
        System.arraycopy(text, 0, bytes, 1, text.length);
        System.arraycopy(mac(scope, text), 0, bytes, 1 + text.length, MAC_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * What {@link #encode} was given.
     *
     * @throws Problem {@code 400 INVALID_CURSOR} when it is not a cursor of this scope
     */
    public String decode(String scope, String cursor) {
        if (cursor.length() > MAX_CHARS) {
            throw invalid();
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(cursor);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
        if (bytes.length < 1 + MAC_BYTES || bytes[0] != VERSION) {
            throw invalid();
        }
        byte[] text = Arrays.copyOfRange(bytes, 1, bytes.length - MAC_BYTES);
        byte[] mac = Arrays.copyOfRange(bytes, bytes.length - MAC_BYTES, bytes.length);
        if (!MessageDigest.isEqual(mac, Arrays.copyOf(mac(scope, text), MAC_BYTES))) {
            throw invalid();
        }
        return new String(text, StandardCharsets.UTF_8);
    }

    private byte[] mac(String scope, byte[] payload) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(scope.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return mac.doFinal(payload);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Problem invalid() {
        return new Problem(HttpStatus.BAD_REQUEST, "INVALID_CURSOR", "This cursor does not belong to this list.");
    }
}
