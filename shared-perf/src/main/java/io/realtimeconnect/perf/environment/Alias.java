package io.realtimeconnect.perf.environment;

import java.util.Locale;
import java.util.function.BiFunction;

/**
 * One name of the environment that stands for one setting.
 *
 * @param name such as {@code DB_POOL_SIZE}
 * @param setting such as {@code spring.r2dbc.pool.max-size}
 * @param kind what the value means, and in what unit
 */
record Alias(String name, String setting, Kind kind) {

    String translate(String value) {
        return kind.translation.apply(name, value.strip());
    }

    /** What a value is, and how Spring writes it. */
    enum Kind {
        TEXT((name, value) -> value),
        COUNT((name, value) -> whole(name, value, "")),
        MILLISECONDS((name, value) -> whole(name, value, "ms")),
        SECONDS((name, value) -> whole(name, value, "s")),
        STATEMENT_MILLISECONDS((name, value) -> "PT" + Double.parseDouble(whole(name, value, "")) / 1000 + "S"),
        SHARE(Kind::share),
        SWITCH(Kind::toggle),
        LEVEL(Kind::level),
        REDIS(RedisUrl::checked);

        private final BiFunction<String, String, String> translation;

        Kind(BiFunction<String, String, String> translation) {
            this.translation = translation;
        }

        private static String whole(String name, String value, String unit) {
            if (!value.matches("\\d{1,9}")) {
                throw new InvalidSetting(name, "a whole number" + (unit.isEmpty() ? "" : " of " + unit));
            }
            return value + unit;
        }

        private static String share(String name, String value) {
            if (!value.matches("0(\\.\\d+)?|1(\\.0+)?")) {
                throw new InvalidSetting(name, "a share between 0 and 1");
            }
            return value;
        }

        private static String toggle(String name, String value) {
            return switch (value.toLowerCase(Locale.ROOT)) {
                case "true", "1", "yes", "on" -> "true";
                case "false", "0", "no", "off" -> "false";
                default -> throw new InvalidSetting(name, "true or false");
            };
        }

        private static String level(String name, String value) {
            String level = value.toUpperCase(Locale.ROOT);
            if (!level.matches("TRACE|DEBUG|INFO|WARN|ERROR|OFF")) {
                throw new InvalidSetting(name, "one of trace, debug, info, warn, error, off");
            }
            return level;
        }
    }
}
