package io.realtimeconnect.perf.cache.spring;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.temporal.Temporal;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.KeyGenerator;
import org.springframework.cache.interceptor.SimpleKey;
import tools.jackson.databind.json.JsonMapper;

/**
 * Keys as text, the same in every process: parameters with colons between (those inside a parameter are escaped), what is no simple
 * value as JSON. Long ones end with a hash of the whole.
 */
final class KeyText implements KeyGenerator {

    private static final int LONGEST = 200;
    private static final int KEPT = 100;

    /** Digits of the hash. */
    private static final int HASH = 32;

    /** Keys that Spring's generator makes show nothing of themselves. */
    @JsonAutoDetect(fieldVisibility = JsonAutoDetect.Visibility.ANY)
    private interface Fields {}

    private final JsonMapper mapper;

    KeyText(JsonMapper mapper) {
        this.mapper = mapper.rebuild().addMixIn(SimpleKey.class, Fields.class).build();
    }

    @Override
    public Object generate(Object target, Method method, @Nullable Object... parameters) {
        return Arrays.stream(parameters).map(this::part).collect(Collectors.joining(":"));
    }

    /** A key that an expression gave, or {@link #generate}. */
    String of(Object key) {
        String text = key instanceof CharSequence ? key.toString() : text(key);
        return text.length() <= LONGEST && !shortened(text) ? text : text.substring(0, KEPT) + "#" + hash(text);
    }

    /** Looks like a long one that was cut: it must not be taken for that. */
    private static boolean shortened(String text) {
        return text.length() == KEPT + 1 + HASH && text.charAt(KEPT) == '#';
    }

    private String part(@Nullable Object parameter) {
        if (parameter == null) {
            return "~";
        }
        String text = text(parameter).replace("\\", "\\\\").replace(":", "\\:");
        return text.startsWith("~") ? "\\" + text : text;
    }

    private String text(Object value) {
        boolean simple = value instanceof CharSequence
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Character
                || value instanceof Enum<?>
                || value instanceof UUID
                || value instanceof Temporal;
        if (simple) {
            return value.toString();
        }
        String json = mapper.writeValueAsString(value);
        if (json.equals("{}") && !(value instanceof Map) && !(value instanceof Record)) {
            throw new IllegalArgumentException("A key of " + value.getClass().getName() + " shows nothing of itself");
        }
        return json;
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH / 2);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
