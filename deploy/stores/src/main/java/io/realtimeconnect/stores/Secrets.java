package io.realtimeconnect.stores;

import java.security.SecureRandom;
import java.util.Base64;

/** Passwords that nobody chose. */
public final class Secrets {
    private static final SecureRandom RANDOM = new SecureRandom();

    private Secrets() {}

    /** 24 random bytes in the alphabet of base64url: safe in a URL, a configuration file and SQL. */
    public static String password() {
        var bytes = new byte[24];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
