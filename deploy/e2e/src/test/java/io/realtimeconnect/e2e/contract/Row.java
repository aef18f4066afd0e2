package io.realtimeconnect.e2e.contract;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * One call of the contract.
 *
 * @param path with variables in braces
 * @param harmful whether a bare call would be felt by other tests
 */
record Row(String method, String path, Who who, boolean harmful) {

    enum Who {
        ANYONE,
        SESSION,
        MODERATOR,
        ADMIN
    }

    private static final Pattern VARIABLE = Pattern.compile("\\{[^}]*}");
    private static final String NOBODYS_ID = "01890000-0000-7000-8000-000000000000";

    /** The rows of {@code contract.table}. */
    static List<Row> all() {
        try (InputStream table = Objects.requireNonNull(Row.class.getResourceAsStream("/contract.table"))) {
            return new String(table.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split("\\s+"))
                    .map(row -> new Row(
                            row[0],
                            row[1],
                            Who.valueOf(row[2].replace("!", "").toUpperCase(Locale.ROOT)),
                            row[2].endsWith("!")))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Method and path, whatever the variables are called. */
    String key() {
        return key(method, path);
    }

    static String key(String method, String path) {
        return method + " " + VARIABLE.matcher(path).replaceAll("{}");
    }

    boolean is(String calledMethod, String calledPath) {
        String template = VARIABLE.matcher(path).replaceAll("[^/]+");
        return method.equals(calledMethod) && calledPath.matches(template);
    }

    /** A path that asks for things nobody has. */
    String example() {
        String known = path.replace("{service}", "history-service")
                .replace("{part}", "requests")
                .replace("{policy}", "api")
                .replace("{name}", "no-such-job");
        return VARIABLE.matcher(known).replaceAll(NOBODYS_ID)
                + (path.startsWith("/api/v1/analytics/") ? "?scope=me" : "");
    }

    @Override
    public String toString() {
        return method + " " + path;
    }
}
