package io.realtimeconnect.perf.response;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The directives of {@code Cache-Control} (RFC 9111, section 5.2): over several headers, any case, arguments quoted or not. */
final class Directives {

    private static final Pattern ONE =
            Pattern.compile("\\s*([^\\s=,\"]+)\\s*(?:=\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|[^,]*))?\\s*(?:,|$)");

    private final Map<String, String> all = new HashMap<>();

    static Directives of(@Nullable List<String> headers) {
        Directives directives = new Directives();
        for (String header : headers == null ? List.<String>of() : headers) {
            Matcher found = ONE.matcher(header);
            while (found.find()) {
                String argument = found.group(2) == null ? "" : found.group(2).strip();
                String bare = argument.startsWith("\"") && argument.length() > 1
                        ? argument.substring(1, argument.length() - 1)
                        : argument;
                directives.all.putIfAbsent(found.group(1).toLowerCase(Locale.ROOT), bare);
            }
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
        return argument.matches("\\d{1,10}") ? Duration.ofSeconds(Long.parseLong(argument)) : Duration.ZERO;
    }
}
