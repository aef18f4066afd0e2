package io.realtimeconnect.perf.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.realtimeconnect.perf.cache.warm.WarmUp;
import io.realtimeconnect.perf.cache.warm.WarmUpAutoConfiguration;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;
import reactor.core.publisher.Flux;

/** A setting that cannot be meant ends the start, and whoever reads why is told its name. */
class RefusedSettingsTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    CacheAutoConfiguration.class, WarmUpAutoConfiguration.class, SslAutoConfiguration.class))
            .withBean(WarmUp.class, () -> new WarmUp() {
                @Override
                public String name() {
                    return "nothing";
                }

                @Override
                public Flux<?> load() {
                    return Flux.empty();
                }
            });

    @ParameterizedTest
    @CsvSource({
        "hard-timeout, 0s",
        "hard-timeout, 3d",
        "ttl, -5m",
        "ttl, 0s",
        "ttl, 40000d",
        "ttl, soon",
        "local-ttl, -1s",
        "negative-ttl, -1s",
        "fail-safe, -1s",
        "stale-while-revalidate, -1s",
        "soft-timeout, -1s",
        "lease-wait, -1s",
        "command-timeout, 0s",
        "heartbeat, 0s",
        "heartbeat, -1s",
        "server-statistics, -1s",
        "jitter, 0.7",
        "max-entries, 0",
        "entries-ceiling, 0",
        "max-value, 3GB",
        "max-value, 0B",
        "compress-above, -1B",
        "strategy, write-never",
        "revalidation, perhaps",
        "redis-url, nonsense://x",
        "redis-url, 'redis://a,redis-sentinel://b#m'",
        "redis-url, 'redis://a,'",
        "ssl-bundle, nobodys",
        "tll, 30m",
        "caches.x.tll, 30m",
        "caches.x.ttl.of, 30m",
        "caches.x.ttl, 0s",
        "caches.x.local-ttl, -1s",
        "caches.x.hard-timeout, 0s",
        "caches.x.lease-wait, -1s",
        "caches.x.jitter, 5",
        "caches.x.max-entries, -1",
        "caches.x.max-weight, -1B",
        "caches.x.max-value, 3GB",
        "caches.x.compress-above, -1B",
        "caches.x.schema, 0",
        "caches.x.type, com.nope.Nope",
        "caches.x.type, java.util.List<",
        "caches.x.namespace, a{b",
        "caches.x.namespace, ' '",
        "write-behind.journal-timeout, 0s",
        "write-behind.delay, -1s",
        "write-behind.batch, 0",
        "write-behind.accept-wait, -1s",
        "write-behind.store-timeout, 0s",
        "write-behind.lease, 6s",
        "write-behind.retry, 0s",
        "write-behind.max-retry, 500ms",
        "write-behind.parked-retry, 0s",
        "write-behind.old, -1s",
        "write-behind.shutdown-wait, -1s",
        "write-behind.batches, 10",
        "upkeep.clean-up, -1s",
        "upkeep.statistics, -1s",
        "upkeep.cleanup-every, 1m",
        "warm-up.timeout, 0s",
        "warm-up.ready-within, -1s",
        "warm-up.concurrency, 0",
        "warm-up.concurency, 2",
    })
    void whatCannotBeMeantEndsTheStartAndIsNamed(String setting, String value) {
        runner.withPropertyValues("perf.cache.redis-url=redis://127.0.0.1:1", "perf.cache." + setting + "=" + value)
                .run(context -> {
                    assertThat(context).hasFailed();
                    assertThat(bare(explained(context.getStartupFailure()).getDescription()))
                            .contains(bare(setting));
                });
    }

    @Test
    void aClusterOfSentinelsIsRefused() {
        runner.withPropertyValues("perf.cache.redis-url=redis-sentinel://a:1#m", "perf.cache.cluster=true")
                .run(context -> assertThat(
                                explained(context.getStartupFailure()).getDescription())
                        .contains("perf.cache.cluster"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PERF_CACHE_TLL", "PERF_CACHE_CACHES_X_TLL", "PERF_CACHE_WRITE_BEHIND_BATCHES"})
    void aMistypedVariableIsRefusedToo(String name) {
        variables(Map.of(name, "30m"))
                .run(context -> assertThat(
                                explained(context.getStartupFailure()).getDescription())
                        .contains("is not a known setting"));
    }

    @Test
    void variablesAreWrittenWithOrWithoutUnderscoresForDashes() {
        variables(Map.of(
                        "PERF_CACHE_HARD_TIMEOUT", "3s",
                        "PERF_CACHE_LOCALTTL", "7s",
                        "PERF_CACHE_WRITE_BEHIND_STORE_TIMEOUT", "2s",
                        "PERF_CACHE_CACHES_SOMEBODYS_HARD_TIMEOUT", "4s",
                        "PERF_CACHE_WARM_UP_READY_WITHIN", "1s",
                        "PERF_CACHE_RESPONSES_TTL", "1s",
                        // of a service of that name, by its cluster
                        "PERF_CACHE_SERVICE_HOST", "10.0.0.1",
                        "PERF_CACHE_PORT_6379_TCP", "tcp://10.0.0.1:6379"))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    CacheProperties bound = context.getBean(CacheProperties.class);
                    assertThat(bound.hardTimeout()).isEqualTo(Duration.ofSeconds(3));
                    assertThat(bound.localTtl()).isEqualTo(Duration.ofSeconds(7));
                });
    }

    @Test
    void whatCanBeMeantStarts() {
        runner.withPropertyValues(
                        "perf.cache.redis-url=redis://127.0.0.1:1",
                        "perf.cache.local-ttl=0s",
                        "perf.cache.upkeep.clean-up=0s",
                        "perf.cache.fail-safe=0s",
                        "perf.cache.server-statistics=0s",
                        "perf.cache.compress-above=3GB",
                        "perf.cache.caches.x.type=java.util.List<java.lang.String>",
                        "perf.cache.caches[of.many-parts].max-weight=2MB",
                        "perf.cache.caches.x.jitter=0",
                        "perf.cache.caches.x.lease-wait=1s")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    CacheSettings settings = CacheSettings.of("app", "x", context.getBean(CacheProperties.class));
                    assertThat(settings.jitter()).isZero();
                    assertThat(settings.leaseWait()).isEqualTo(Duration.ofSeconds(1));
                    assertThat(settings.compressAbove()).isEqualTo(Integer.MAX_VALUE);
                });
    }

    @Test
    void optionsOfACallAreHeldToTheSame() {
        Duration negative = Duration.ofMillis(-1);
        for (Consumer<CacheOptions.Builder> wrong : List.<Consumer<CacheOptions.Builder>>of(
                o -> o.ttl(Duration.ZERO),
                o -> o.ttl(Duration.ofDays(40_000)),
                o -> o.localTtl(negative),
                o -> o.negativeTtl(negative),
                o -> o.failSafe(negative),
                o -> o.staleWhileRevalidate(negative),
                o -> o.softTimeout(negative),
                o -> o.hardTimeout(Duration.ZERO),
                o -> o.jitter(5),
                o -> o.jitter(-0.1),
                o -> o.jitter(Double.NaN))) {
            assertThatThrownBy(() -> CacheOptions.of(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatCode(() -> CacheOptions.of(o -> o.failSafe(Duration.ZERO).jitter(0.5)))
                .doesNotThrowAnyException();
    }

    private ApplicationContextRunner variables(Map<String, Object> variables) {
        return runner.withPropertyValues("perf.cache.redis-url=redis://127.0.0.1:1")
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .replace(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                                new SystemEnvironmentPropertySource(
                                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables)));
    }

    /** As Spring Boot would print it. */
    private static FailureAnalysis explained(Throwable failure) {
        return SpringFactoriesLoader.forDefaultResourceLocation()
                .load(
                        FailureAnalyzer.class,
                        ArgumentResolver.of(org.springframework.core.env.Environment.class, new StandardEnvironment()),
                        FailureHandler.handleMessage((message, cause) -> {}))
                .stream()
                .map(analyzer -> analyzer.analyze(failure))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow(() -> new AssertionError("Nobody explains it", failure));
    }

    private static String bare(String text) {
        return text.replaceAll("[-\\[\\]]", "").replace("caches.x", "cachesx").toLowerCase(Locale.ROOT);
    }
}
