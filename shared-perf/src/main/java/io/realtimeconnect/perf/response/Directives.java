package io.realtimeconnect.perf.response;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The directives of {@code Cache-Control} (RFC 9111, section 5.2): over several headers, any case, arguments quoted or not. */
final class Directives {

    /** What stands for a number that is too large (section 1.2.2). */
    private static final Duration MOST = Duration.ofSeconds(1L << 31);

    private final Map<String, String> all = new HashMap<>();

    static Directives of(@Nullable List<String> headers) {
        Directives directives = new Directives();
        for (String header : headers == null ? List.<String>of() : headers) {
            directives.read(header);
        }
        return directives;
    }

    boolean has(String name) {
        return all.containsKey(name);
    }

    /** Null without it; zero where it says what is no number, as then nothing is fresh. */
    @Nullable
    Duration seconds(String name) {
        String argument = all.get(name);
        if (argument == null) {
            return null;
        }
        if (!argument.matches("\\d+")) {
            return Duration.ZERO;
        }
        return argument.length() > 10 ? MOST : Duration.ofSeconds(Long.parseLong(argument));
    }

    /** Clients write it, too: one pass, however long it is. A quote that is never closed hides nothing. */
    private void read(String header) {
        int lastQuote = header.lastIndexOf('"');
        int begin = 0;
        boolean quoted = false;
        for (int i = 0; i < header.length(); i++) {
            char c = header.charAt(i);
            if (quoted && i > lastQuote) {
                quoted = false;
            }
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                add(header.substring(begin, i));
                begin = i + 1;
            }
        }
        add(header.substring(begin));
    }

    private void add(String directive) {
        int equals = directive.indexOf('=');
        String name = (equals < 0 ? directive : directive.substring(0, equals)).strip();
        String argument = equals < 0 ? "" : directive.substring(equals + 1).strip();
        boolean quoted = argument.length() > 1 && argument.startsWith("\"") && argument.endsWith("\"");
        all.putIfAbsent(
                name.toLowerCase(Locale.ROOT), quoted ? argument.substring(1, argument.length() - 1) : argument);
    }
}
