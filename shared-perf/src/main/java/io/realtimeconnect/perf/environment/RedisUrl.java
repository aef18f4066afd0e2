package io.realtimeconnect.perf.environment;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * {@code REDIS_URL}, or {@code REDIS_HOST}, {@code REDIS_PORT}, {@code REDIS_PASSWORD} and {@code REDIS_DB}, as settings of Spring Data.
 *
 * <p>{@code redis://} and {@code rediss://} name one server, several of these with commas the nodes of a cluster, and
 * {@code redis-sentinel://:password@host:port,host:port/database#master} sentinels, as Lettuce writes them.
 */
final class RedisUrl {

    private static final String NAME = "REDIS_URL";
    private static final String URL = "spring.data.redis.url";
    private static final String SENTINELS = "a URL such as redis-sentinel://:password@host:26379,host:26379/0#master";
    private static final Pattern SENTINEL = Pattern.compile(
            "redis-sentinel://(?:(?<user>[^:@]*):(?<password>[^@]*)@)?(?<nodes>[^/#?]+)(?:/(?<database>\\d+))?(?:#|\\?sentinelMasterId=)(?<master>[^&]+)");

    private RedisUrl() {}

    static Map<String, Object> settings(UnaryOperator<@Nullable String> environment) {
        String url = environment.apply(NAME);
        if (url == null || url.isBlank()) {
            return parts(environment);
        }
        url = url.strip();
        if (url.startsWith("redis-sentinel://")) {
            return sentinel(url);
        }
        List<URI> nodes = new ArrayList<>();
        for (String node : url.split(",", -1)) {
            nodes.add(node(NAME, node.strip()));
        }
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put(URL, nodes.get(0).toString());
        if (nodes.size() > 1) {
            settings.put(
                    "spring.data.redis.cluster.nodes",
                    nodes.stream().map(RedisUrl::place).toList());
        }
        return settings;
    }

    /** The address as it is, if it is one of those that this class knows. */
    static String checked(String name, String url) {
        if (url.startsWith("redis-sentinel://")) {
            if (!SENTINEL.matcher(url).matches()) {
                throw new InvalidSetting(name, SENTINELS);
            }
            return url;
        }
        for (String node : url.split(",", -1)) {
            node(name, node.contains("://") ? node.strip() : "redis://" + node.strip());
        }
        return url;
    }

    private static Map<String, Object> sentinel(String url) {
        Matcher parts = SENTINEL.matcher(url);
        if (!parts.matches()) {
            throw new InvalidSetting(NAME, SENTINELS);
        }
        Map<String, Object> settings = new LinkedHashMap<>();
        List<String> nodes = List.of(parts.group("nodes").split(","));
        String password = parts.group("password");
        String credentials = password == null ? "" : parts.group("user") + ":" + password + "@";
        String database = parts.group("database") == null ? "0" : parts.group("database");
        settings.put(URL, "redis://" + credentials + withPort(nodes.get(0), 26379) + "/" + database);
        settings.put("spring.data.redis.sentinel.master", parts.group("master"));
        settings.put(
                "spring.data.redis.sentinel.nodes",
                nodes.stream().map(node -> withPort(node, 26379)).toList());
        settings.put("spring.data.redis.database", database);
        return settings;
    }

    private static Map<String, Object> parts(UnaryOperator<@Nullable String> environment) {
        String host = environment.apply("REDIS_HOST");
        String port = environment.apply("REDIS_PORT");
        String password = environment.apply("REDIS_PASSWORD");
        String database = environment.apply("REDIS_DB");
        if (host == null && port == null && password == null && database == null) {
            return Map.of();
        }
        number("REDIS_PORT", port);
        number("REDIS_DB", database);
        String credentials = password == null || password.isEmpty()
                ? ""
                : ":" + URLEncoder.encode(password, StandardCharsets.UTF_8).replace("+", "%20") + "@";
        URI url = node(
                NAME,
                "redis://" + credentials + (host == null ? "localhost" : host.strip()) + ":"
                        + (port == null ? "6379" : port.strip()) + "/" + (database == null ? "0" : database.strip()));
        return Map.of(URL, url.toString());
    }

    private static void number(String name, @Nullable String value) {
        if (value != null && !value.strip().matches("\\d{1,5}")) {
            throw new InvalidSetting(name, "a whole number");
        }
    }

    private static URI node(String name, String text) {
        try {
            URI url = new URI(text);
            if (("redis".equals(url.getScheme()) || "rediss".equals(url.getScheme())) && url.getHost() != null) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw invalid(name);
        }
        throw invalid(name);
    }

    private static InvalidSetting invalid(String name) {
        return new InvalidSetting(name, "a URL such as redis://:password@host:6379/0, or several for a cluster");
    }

    private static String place(URI node) {
        return node.getHost() + ":" + (node.getPort() < 0 ? 6379 : node.getPort());
    }

    private static String withPort(String node, int port) {
        return node.contains(":") ? node : node + ":" + port;
    }
}
