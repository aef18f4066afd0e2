package io.realtimeconnect.perf.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class SharedSettingsTests {

    @Test
    void aDatabaseUrlServesR2dbcAndFlyway() {
        assertThat(of("DATABASE_URL", "postgresql://us%40er:p%3Ass+1@db:5433/rtc?sslmode=require&x=1"))
                .containsEntry("spring.r2dbc.url", "r2dbc:postgresql://db:5433/rtc?sslMode=require")
                .containsEntry("spring.flyway.url", "jdbc:postgresql://db:5433/rtc?sslmode=require")
                .containsEntry("spring.r2dbc.username", "us@er")
                .containsEntry("spring.r2dbc.password", "p:ss+1")
                .containsEntry("spring.flyway.user", "us@er")
                .containsEntry("spring.flyway.password", "p:ss+1");
        assertThat(of("DATABASE_URL", "postgres://localhost/rtc"))
                .containsEntry("spring.r2dbc.url", "r2dbc:postgresql://localhost:5432/rtc")
                .hasSize(2);
    }

    @Test
    void redisIsOneServerAClusterOrSentinels() {
        assertThat(of("REDIS_URL", "rediss://u:p@r:6380/2"))
                .containsOnly(Map.entry("spring.data.redis.url", "rediss://u:p@r:6380/2"));
        assertThat(of("REDIS_URL", "redis://:p@a:1, redis://b"))
                .containsEntry("spring.data.redis.url", "redis://:p@a:1")
                .containsEntry("spring.data.redis.cluster.nodes", List.of("a:1", "b:6379"));
        assertThat(of("REDIS_URL", "redis-sentinel://:p@a,b:26380/1#main"))
                .containsEntry("spring.data.redis.sentinel.master", "main")
                .containsEntry("spring.data.redis.sentinel.nodes", List.of("a:26379", "b:26380"))
                .containsEntry("spring.data.redis.database", "1")
                .containsEntry("spring.data.redis.url", "redis://:p@a:26379/1");
        assertThat(settings(Map.of("REDIS_HOST", "r", "REDIS_PORT", "1", "REDIS_PASSWORD", "a b/@", "REDIS_DB", "3")))
                .containsOnly(Map.entry("spring.data.redis.url", "redis://:a%20b%2F%40@r:1/3"));
        assertThat(settings(Map.of("REDIS_HOST", "r", "REDIS_URL", "redis://x")))
                .containsEntry("spring.data.redis.url", "redis://x");
    }

    @ParameterizedTest
    @CsvSource({
        "DB_POOL_SIZE, 20, spring.r2dbc.pool.max-size, 20",
        "DB_POOL_TIMEOUT, 10, spring.r2dbc.pool.max-acquire-time, 10s",
        "DATABASE_POOL_ACQUIRE_TIMEOUT, 30000, spring.r2dbc.pool.max-acquire-time, 30000ms",
        "DB_TIMEOUT_MS, 5000, spring.r2dbc.properties.statementTimeout, PT5.0S",
        "SLOW_QUERY_THRESHOLD, 1000, perf.query.slow, 1000ms",
        "ENABLE_METRICS, off, management.prometheus.metrics.export.enabled, false",
        "CACHE_STRATEGY, swr, perf.cache.revalidation, swr",
        "CACHE_MAX_SIZE, 500, perf.cache.max-entries, 500",
        "CACHE_MAX_SIZE, 500, perf.cache.entries-ceiling, 500",
        "MAX_CACHE_SIZE, 500, perf.cache.entries-ceiling, 500",
        "REDIS_CACHE_URL, 'redis://a,redis://b', perf.cache.redis-url, 'redis://a,redis://b'",
        "REDIS_CACHE_URL, a:7000, perf.cache.redis-url, a:7000",
        "REDIS_CACHE_URL, 'redis-sentinel://a:1,b:2/0#main', perf.cache.redis-url, 'redis-sentinel://a:1,b:2/0#main'",
        "ENABLE_RESPONSE_CACHE, off, perf.cache.responses.enabled, false",
        "ENABLE_RESPONSE_CACHE, off, rtc.gateway.cache.enabled, false",
        "RESPONSE_CACHE_TTL, 300, perf.cache.responses.ttl, 300s",
        "RESPONSE_CACHE_TTL, 300, rtc.gateway.cache.ttl, 300s",
        "LOG_LEVEL, debug, logging.level.io.realtimeconnect, DEBUG",
        "CLEANUP_INTERVAL_MS, 3600000, perf.jobs.cleanup-interval, 3600000ms",
        "SMTP_HOST, mail.example.org, spring.mail.host, mail.example.org",
        "SMTP_PORT, 587, spring.mail.port, 587",
        "SMTP_USER, ann, spring.mail.username, ann",
        "SMTP_USERNAME, ann, spring.mail.username, ann",
        "SMTP_PASSWORD, secret, spring.mail.password, secret",
        "SMTP_PASS, secret, spring.mail.password, secret",
        "SMTP_STARTTLS, yes, spring.mail.properties.mail.smtp.starttls.enable, true",
        "SMTP_SSL, 1, spring.mail.properties.mail.smtp.ssl.enable, true",
        "SMTP_SECURE, 1, spring.mail.properties.mail.smtp.ssl.enable, true",
        "SMTP_FROM, no-reply@example.org, rtc.user.email.from, no-reply@example.org",
        "EMAIL_FROM, no-reply@example.org, rtc.user.email.from, no-reply@example.org",
        "HIGH_MEMORY_THRESHOLD, 0.9, perf.health.memory-high, 0.9",
        "RTC_USER_SERVICE_URLS, 'http://a,http://b', rtc.services.user-service.urls, 'http://a,http://b'",
        "RTC_SERVICE_KEYS, 'user-service=YQ==,gateway=Yg==', perf.resilience.public-keys.user-service, YQ=="
    })
    void aKnownNameIsASetting(String name, String value, String setting, String expected) {
        assertThat(of(name, value)).containsEntry(setting, expected);
    }

    @ParameterizedTest
    @CsvSource({
        "DB_POOL_SIZE, many",
        "DB_POOL_SIZE, -1",
        "SMTP_PORT, submission",
        "SMTP_STARTTLS, perhaps",
        "DATABASE_URL, mysql://x/y",
        "DATABASE_URL, postgresql://host",
        "DATABASE_URL, 'p o'",
        "REDIS_URL, http://x",
        "REDIS_URL, 'redis://a,nonsense'",
        "REDIS_URL, redis-sentinel://a",
        "REDIS_CACHE_URL, nonsense://x",
        "REDIS_CACHE_URL, redis-sentinel://a",
        "REDIS_CACHE_URL, 'redis://a,http://b'",
        "REDIS_PORT, x",
        "ENABLE_METRICS, perhaps",
        "HIGH_MEMORY_THRESHOLD, 90",
        "LOG_LEVEL, loud",
        "RTC_SERVICE_KEYS, nonsense"
    })
    void aWrongValueIsNamedAndNotRepeated(String name, String value) {
        assertThatThrownBy(() -> of(name, value))
                .isInstanceOf(InvalidSetting.class)
                .satisfies(e -> assertThat(e.getMessage())
                        .contains(name.startsWith("REDIS_P") ? "REDIS_PORT" : name)
                        .doesNotContain(" " + value + " "));
    }

    @Test
    void theFirstNameOfTheTableWins() {
        assertThat(settings(Map.of("DATABASE_POOL_MAX", "5", "DB_POOL_SIZE", "7")))
                .containsEntry("spring.r2dbc.pool.max-size", "7");
    }

    @Test
    void aSettingUnderItsOwnNameWinsOverAnAliasAndAnAliasOverAFile() {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .replace(
                        "systemEnvironment",
                        new SystemEnvironmentPropertySource(
                                "systemEnvironment",
                                Map.of(
                                        "DB_POOL_SIZE",
                                        "7",
                                        "SPRING_R2DBC_POOL_MAX_SIZE",
                                        "9",
                                        "DB_POOL_MIN",
                                        "3",
                                        "RTC_BIND",
                                        "0.0.0.0")));
        environment
                .getPropertySources()
                .addLast(new MapPropertySource(
                        "application.yml", Map.of("spring.r2dbc.pool.min-idle", "1", "server.shutdown", "immediate")));
        new SharedSettings().postProcessEnvironment(environment, new SpringApplication());
        assertThat(environment.getProperty("spring.r2dbc.pool.max-size")).isEqualTo("9");
        assertThat(environment.getProperty("spring.r2dbc.pool.min-idle")).isEqualTo("3");
        assertThat(environment.getProperty("server.shutdown")).isEqualTo("immediate");
        assertThat(environment.getProperty("server.address")).isEqualTo("0.0.0.0");
    }

    private static Map<String, Object> of(String name, String value) {
        return settings(Map.of(name, value));
    }

    private static Map<String, Object> settings(Map<String, String> environment) {
        return Aliases.settings(new HashMap<>(environment)::get);
    }
}
