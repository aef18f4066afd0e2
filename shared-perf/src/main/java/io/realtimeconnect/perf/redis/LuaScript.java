package io.realtimeconnect.perf.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A Lua script of a feature, sent by its digest and in full only where a server has not seen it.
 *
 * @param sha1 what {@code EVALSHA} takes
 */
public record LuaScript(String name, String text, String sha1) {

    /** The file {@code name} beside the class that uses it. */
    public static LuaScript beside(Class<?> feature, String name) {
        try (InputStream file = feature.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException("No script " + name + " beside " + feature.getName());
            }
            byte[] bytes = file.readAllBytes();
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(bytes);
            return new LuaScript(
                    name,
                    new String(bytes, StandardCharsets.UTF_8),
                    HexFormat.of().formatHex(digest));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
