package io.realtimeconnect.perf.cache;

import io.lettuce.core.resource.ClientResources;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.realtimeconnect.perf.environment.InvalidSetting;
import io.realtimeconnect.perf.environment.KnownSettings;
import io.realtimeconnect.perf.health.HealthPart;
import io.realtimeconnect.perf.redis.RedisLinkAutoConfiguration;
import io.realtimeconnect.perf.redis.RedisLinks;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;
import tools.jackson.databind.json.JsonMapper;

/** Caches in front of {@code perf.cache.redis-url}, else of the Redis that the application has; {@code perf.cache.enabled=false} keeps nothing. */
@AutoConfiguration(
        after = {DataRedisAutoConfiguration.class, JacksonAutoConfiguration.class, RedisLinkAutoConfiguration.class})
@EnableConfigurationProperties({CacheProperties.class, UpkeepProperties.class})
public final class CacheAutoConfiguration {

    /** Spring's own. */
    private static final Duration PHASE = Duration.ofSeconds(30);

    @Bean
    @ConditionalOnMissingBean(TwoTierCaches.class)
    NamedCaches twoTierCaches(
            CacheProperties properties,
            Environment environment,
            ObjectProvider<DataRedisConnectionDetails> details,
            ObjectProvider<SslBundles> bundles,
            ObjectProvider<ClientResources> resources,
            ObjectProvider<JsonMapper> mapper,
            ObjectProvider<MeterRegistry> meters,
            ObjectProvider<Clock> clock,
            ObjectProvider<CacheSource<?>> sources,
            Flushing flushing) {
        KnownSettings.check(environment, "perf.cache", CacheProperties.class, "responses", "upkeep", "warm-up");
        KnownSettings.check(environment, "perf.cache.upkeep", UpkeepProperties.class);
        CacheServers servers = servers(properties, details.stream().findFirst().orElse(null), bundles.getIfAvailable());
        String application = environment.getProperty("spring.application.name", "app");
        CacheEndpoint endpoint = new CacheEndpoint(
                servers, properties.commandTimeout(), resources.getIfAvailable(ClientResources::create));
        CacheSources truths = new CacheSources(sources::stream);
        JsonMapper json = mapper.getIfAvailable(() -> JsonMapper.builder().build());
        MeterRegistry registry = meters.getIfAvailable(CompositeMeterRegistry::new);
        return properties.enabled()
                ? new LayeredCaches(
                        properties,
                        application,
                        endpoint,
                        truths,
                        flushing,
                        json,
                        registry,
                        clock.getIfAvailable(Clock::systemUTC))
                : new PassingCaches(properties, application, endpoint, truths, flushing, json, registry);
    }

    /** Journals of write-behind caches, in the application's own Redis. */
    @Bean
    Flushing cacheFlushing(
            CacheProperties properties,
            Environment environment,
            ObjectProvider<RedisLinks> links,
            ObjectProvider<MeterRegistry> meters) {
        return new Flushing(
                budget -> {
                    RedisLinks found = links.getIfAvailable();
                    return found == null ? null : found.link("cache-journal", budget);
                },
                properties.writeBehind(),
                Binder.get(environment)
                        .bind("spring.lifecycle.timeout-per-shutdown-phase", Duration.class)
                        .orElse(PHASE),
                meters.getIfAvailable(CompositeMeterRegistry::new));
    }

    @Bean
    @ConditionalOnBean(CacheSource.class)
    FlushHealth flushHealth(Flushing flushing) {
        return new FlushHealth(flushing);
    }

    @Bean
    @ConditionalOnBean(NamedCaches.class)
    SharedState sharedState(NamedCaches caches) {
        return caches.sharedState();
    }

    @Bean
    @ConditionalOnBean(NamedCaches.class)
    ServerStatistics cacheServerStatistics(
            NamedCaches caches,
            CacheProperties properties,
            ObjectProvider<MeterRegistry> meters,
            ObjectProvider<Clock> clock) {
        return new ServerStatistics(
                caches.link(),
                caches.enabled() ? properties.serverStatistics() : Duration.ZERO,
                meters.getIfAvailable(CompositeMeterRegistry::new),
                clock.getIfAvailable(Clock::systemUTC));
    }

    @Bean
    @ConditionalOnBean(TwoTierCaches.class)
    CacheUpkeep cacheUpkeep(TwoTierCaches caches, UpkeepProperties properties) {
        return new CacheUpkeep(caches, properties);
    }

    @Bean
    @ConditionalOnBean(NamedCaches.class)
    HealthPart cacheHealth(NamedCaches caches, ServerStatistics server) {
        return caches instanceof LayeredCaches layered
                ? new CacheHealth(layered, server::figures)
                : new PassingHealth();
    }

    private static CacheServers servers(
            CacheProperties properties,
            @Nullable DataRedisConnectionDetails application,
            @Nullable SslBundles bundles) {
        String url = properties.redisUrl();
        if (StringUtils.hasText(url)) {
            SslBundle own = named(properties.sslBundle(), bundles);
            return CacheServers.at(
                    url, properties.cluster(), own != null || application == null ? own : application.getSslBundle());
        }
        return application == null
                ? CacheServers.at("redis://127.0.0.1:6379", properties.cluster(), null)
                : CacheServers.of(application, properties.cluster());
    }

    private static @Nullable SslBundle named(@Nullable String name, @Nullable SslBundles bundles) {
        if (!StringUtils.hasText(name)) {
            return null;
        }
        if (bundles == null || !bundles.getBundleNames().contains(name)) {
            throw new InvalidSetting("perf.cache.ssl-bundle", "the name of a bundle under spring.ssl.bundle");
        }
        return bundles.getBundle(name);
    }
}
