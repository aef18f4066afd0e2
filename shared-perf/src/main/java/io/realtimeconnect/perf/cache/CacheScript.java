package io.realtimeconnect.perf.cache;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** The Lua scripts, each with {@code stamp.lua} before it; what they promise is said in the files. */
enum CacheScript {
    WRITE,
    TOKEN,
    CLAIM,
    FILL,
    DROP,
    UNTAG,
    CHANGE,
    STAMPS;

    private final String text;
    private final String sha1;

    CacheScript() {
        text = file("stamp") + file(name().toLowerCase(Locale.ROOT));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            sha1 = HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reads the files now: at the first use it would be an event loop that reads them. */
    static void load() {}

    String text() {
        return text;
    }

    String sha1() {
        return sha1;
    }

    private static String file(String name) {
        try (InputStream file = CacheScript.class.getResourceAsStream(name + ".lua")) {
            if (file == null) {
                throw new IllegalStateException("No script " + name);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
