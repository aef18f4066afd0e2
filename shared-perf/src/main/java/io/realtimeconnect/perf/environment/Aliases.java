package io.realtimeconnect.perf.environment;

import static io.realtimeconnect.perf.environment.Alias.Kind.COUNT;
import static io.realtimeconnect.perf.environment.Alias.Kind.LEVEL;
import static io.realtimeconnect.perf.environment.Alias.Kind.MILLISECONDS;
import static io.realtimeconnect.perf.environment.Alias.Kind.REDIS;
import static io.realtimeconnect.perf.environment.Alias.Kind.SECONDS;
import static io.realtimeconnect.perf.environment.Alias.Kind.SHARE;
import static io.realtimeconnect.perf.environment.Alias.Kind.STATEMENT_MILLISECONDS;
import static io.realtimeconnect.perf.environment.Alias.Kind.SWITCH;
import static io.realtimeconnect.perf.environment.Alias.Kind.TEXT;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The table of names. Where several stand for one setting, the first that is set wins. */
final class Aliases {

    static final List<Alias> TABLE = List.of(
            new Alias("DB_POOL_SIZE", "spring.r2dbc.pool.max-size", COUNT),
            new Alias("DATABASE_POOL_MAX", "spring.r2dbc.pool.max-size", COUNT),
            new Alias("DB_CONNECTION_LIMIT", "spring.r2dbc.pool.max-size", COUNT),
            new Alias("DB_POOL_MIN", "spring.r2dbc.pool.min-idle", COUNT),
            new Alias("DATABASE_POOL_MIN", "spring.r2dbc.pool.min-idle", COUNT),
            new Alias("DATABASE_POOL_ACQUIRE_TIMEOUT", "spring.r2dbc.pool.max-acquire-time", MILLISECONDS),
            new Alias("DB_POOL_TIMEOUT", "spring.r2dbc.pool.max-acquire-time", SECONDS),
            new Alias("DATABASE_POOL_IDLE_TIMEOUT", "spring.r2dbc.pool.max-idle-time", MILLISECONDS),
            new Alias("DB_TIMEOUT_MS", "spring.r2dbc.properties.statementTimeout", STATEMENT_MILLISECONDS),
            new Alias("DB_SCHEMA_CACHE_SIZE", "spring.r2dbc.properties.preparedStatementCacheQueries", COUNT),
            new Alias("READ_REPLICA_URLS", "perf.replica.urls", TEXT),
            new Alias("SLOW_QUERY_THRESHOLD", "perf.query.slow", MILLISECONDS),
            new Alias("SLOW_QUERY_THRESHOLD_MS", "perf.query.slow", MILLISECONDS),
            new Alias("ENABLE_QUERY_MONITORING", "perf.query.enabled", SWITCH),
            new Alias("ENABLE_PERFORMANCE_MONITORING", "perf.query.enabled", SWITCH),
            new Alias("ENABLE_QUERY_LOGGING", "perf.query.log", SWITCH),
            new Alias("SLOW_REQUEST_THRESHOLD", "perf.requests.slow", MILLISECONDS),
            new Alias("ENABLE_SLOW_REQUEST_LOGGING", "perf.requests.log-slow", SWITCH),
            new Alias("REDIS_CACHE_URL", "perf.cache.redis-url", REDIS),
            new Alias("CACHE_MAX_SIZE", "perf.cache.max-entries", COUNT),
            new Alias("CACHE_MAX_SIZE", "perf.cache.entries-ceiling", COUNT),
            new Alias("MAX_CACHE_SIZE", "perf.cache.max-entries", COUNT),
            new Alias("MAX_CACHE_SIZE", "perf.cache.entries-ceiling", COUNT),
            new Alias("ENABLE_QUERY_CACHE", "perf.cache.enabled", SWITCH),
            new Alias("QUERY_CACHE_TTL", "perf.cache.ttl", MILLISECONDS),
            new Alias("CACHE_STRATEGY", "perf.cache.revalidation", TEXT),
            new Alias("ENABLE_RESPONSE_CACHE", "perf.cache.responses.enabled", SWITCH),
            new Alias("ENABLE_RESPONSE_CACHE", "rtc.gateway.cache.enabled", SWITCH),
            new Alias("RESPONSE_CACHE_TTL", "perf.cache.responses.ttl", SECONDS),
            new Alias("RESPONSE_CACHE_TTL", "rtc.gateway.cache.ttl", SECONDS),
            new Alias("HIGH_MEMORY_THRESHOLD", "perf.health.memory-high", SHARE),
            new Alias("CLEANUP_INTERVAL_MS", "perf.jobs.cleanup-interval", MILLISECONDS),
            new Alias("SMTP_HOST", "spring.mail.host", TEXT),
            new Alias("SMTP_PORT", "spring.mail.port", COUNT),
            new Alias("SMTP_USER", "spring.mail.username", TEXT),
            new Alias("SMTP_USERNAME", "spring.mail.username", TEXT),
            new Alias("SMTP_PASSWORD", "spring.mail.password", TEXT),
            new Alias("SMTP_PASS", "spring.mail.password", TEXT),
            new Alias("SMTP_STARTTLS", "spring.mail.properties.mail.smtp.starttls.enable", SWITCH),
            new Alias("SMTP_SSL", "spring.mail.properties.mail.smtp.ssl.enable", SWITCH),
            new Alias("SMTP_SECURE", "spring.mail.properties.mail.smtp.ssl.enable", SWITCH),
            new Alias("SMTP_FROM", "rtc.user.email.from", TEXT),
            new Alias("EMAIL_FROM", "rtc.user.email.from", TEXT),
            new Alias("ENABLE_METRICS", "management.prometheus.metrics.export.enabled", SWITCH),
            new Alias("LOG_LEVEL", "logging.level.io.realtimeconnect", LEVEL));

    private static final List<String> SERVICES = List.of(
            "user-service",
            "queuing-service",
            "communication-service",
            "history-service",
            "moderation-service",
            "gateway");

    private Aliases() {}

    /** @param environment gives the value of a name, null when it is not set */
    static Map<String, Object> settings(UnaryOperator<@Nullable String> environment) {
        Map<String, Object> settings = new LinkedHashMap<>();
        for (Alias alias : TABLE) {
            String value = environment.apply(alias.name());
            if (value != null && !value.isBlank()) {
                settings.putIfAbsent(alias.setting(), alias.translate(value));
            }
        }
        String database = environment.apply("DATABASE_URL");
        if (database != null && !database.isBlank()) {
            settings.putAll(DatabaseUrl.settings("DATABASE_URL", database.strip()));
        }
        settings.putAll(RedisUrl.settings(environment));
        for (String service : SERVICES) {
            String name = "RTC_" + service.replace('-', '_').toUpperCase(Locale.ROOT) + "_URLS";
            String urls = environment.apply(name);
            if (urls != null && !urls.isBlank()) {
                settings.put("rtc.services." + service + ".urls", urls);
            }
        }
        String keys = environment.apply("RTC_SERVICE_KEYS");
        if (keys != null && !keys.isBlank()) {
            settings.putAll(keys(keys));
        }
        return settings;
    }

    /** {@code user-service=<base64>,history-service=<base64>,…}; base64 may end with {@code =}. */
    private static Map<String, Object> keys(String text) {
        Map<String, Object> settings = new LinkedHashMap<>();
        for (String pair : text.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new InvalidSetting("RTC_SERVICE_KEYS", "a list of service=key, separated by commas");
            }
            settings.put(
                    "perf.resilience.public-keys." + pair.substring(0, equals).strip(),
                    pair.substring(equals + 1).strip());
        }
        return settings;
    }
}
