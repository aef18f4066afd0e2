package io.realtimeconnect.user.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an e-mail says: plain text in a file named like the constant; its first line is the subject, <code>{name}</code> stands for a value. */
enum Template {
    WELCOME,
    PASSWORD_CHANGED,
    EMAIL_CHANGED,
    SUSPENDED,
    NEW_DEVICE;

    private static final Pattern PLACE = Pattern.compile("\\{([a-zA-Z]+)}");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}\\u2028\\u2029]+");

    private final String subject;
    private final String body;

    Template() {
        String text = read(label() + ".txt");
        int end = text.indexOf('\n');
        this.subject = text.substring(0, end).strip();
        this.body = text.substring(end).strip() + "\n";
    }

    /** Lower case with dashes: the file, and the tag of meters. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String subject() {
        return subject;
    }

    /** Values lose line breaks and what cannot be seen, so that nobody writes a paragraph of ours by choosing a name. */
    String body(Map<String, String> values) {
        return PLACE.matcher(body)
                .replaceAll(place -> Matcher.quoteReplacement(
                        CONTROL.matcher(values.getOrDefault(place.group(1), "")).replaceAll(" ")));
    }

    private static String read(String file) {
        try (InputStream in = Objects.requireNonNull(Template.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
