package io.realtimeconnect.perf.environment;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code postgresql://user:password@host:port/database?sslmode=require} as settings of R2DBC and Flyway. */
final class DatabaseUrl {

    private static final String FORM = "a URL such as postgresql://user:password@host:5432/database";

    private DatabaseUrl() {}

    static Map<String, Object> settings(String name, String text) {
        URI url = parse(name, text);
        String place = url.getHost() + ":" + (url.getPort() < 0 ? 5432 : url.getPort()) + url.getRawPath();
        String mode = sslMode(url.getRawQuery());
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("spring.r2dbc.url", "r2dbc:postgresql://" + place + (mode == null ? "" : "?sslMode=" + mode));
        settings.put("spring.flyway.url", "jdbc:postgresql://" + place + (mode == null ? "" : "?sslmode=" + mode));
        String user = url.getRawUserInfo();
        if (user != null) {
            String[] parts = user.split(":", 2);
            settings.put("spring.r2dbc.username", decoded(parts[0]));
            settings.put("spring.flyway.user", decoded(parts[0]));
            if (parts.length == 2) {
                settings.put("spring.r2dbc.password", decoded(parts[1]));
                settings.put("spring.flyway.password", decoded(parts[1]));
            }
        }
        return settings;
    }

    private static URI parse(String name, String text) {
        try {
            URI url = new URI(text);
            boolean good = ("postgresql".equals(url.getScheme()) || "postgres".equals(url.getScheme()))
                    && url.getHost() != null
                    && url.getRawPath().length() > 1;
            if (good) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw new InvalidSetting(name, FORM);
        }
        throw new InvalidSetting(name, FORM);
    }

    private static @Nullable String sslMode(@Nullable String query) {
        if (query != null) {
            for (String parameter : query.split("&", -1)) {
                if (parameter.startsWith("sslmode=")) {
                    return parameter.substring("sslmode=".length());
                }
            }
        }
        return null;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
