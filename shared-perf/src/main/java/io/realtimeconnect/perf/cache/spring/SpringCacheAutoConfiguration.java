package io.realtimeconnect.perf.cache.spring;

import io.realtimeconnect.perf.cache.CacheAutoConfiguration;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.AbstractCachingConfiguration;
import org.springframework.cache.annotation.CachingConfigurer;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.cache.interceptor.KeyGenerator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/** A {@code CacheManager} over the caches, and Spring's annotations over it, which need not be switched on. */
@AutoConfiguration(
        after = CacheAutoConfiguration.class,
        beforeName = "org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration")
@ConditionalOnBean(TwoTierCaches.class)
@ConditionalOnMissingBean({CacheManager.class, CachingConfigurer.class})
public final class SpringCacheAutoConfiguration {

    @Bean
    TwoTierCacheManager cacheManager(TwoTierCaches caches, ObjectProvider<JsonMapper> mapper) {
        return new TwoTierCacheManager(caches, keys(mapper));
    }

    @Bean
    CachingConfigurer twoTierCaching(TwoTierCacheManager manager, ObjectProvider<JsonMapper> mapper) {
        KeyText keys = keys(mapper);
        return new CachingConfigurer() {
            @Override
            public CacheManager cacheManager() {
                return manager;
            }

            @Override
            public CacheResolver cacheResolver() {
                return manager;
            }

            @Override
            public KeyGenerator keyGenerator() {
                return keys;
            }
        };
    }

    @Bean(EvictTag.RESOLVER)
    CacheResolver cacheTags(TwoTierCacheManager manager) {
        return call -> manager.byTag(call.getOperation());
    }

    @Bean
    static CachingParts cachingParts() {
        return new CachingParts();
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingBean(AbstractCachingConfiguration.class)
    @EnableCaching(proxyTargetClass = true)
    static class Annotations {}

    private static KeyText keys(ObjectProvider<JsonMapper> mapper) {
        return new KeyText(mapper.getIfAvailable(() -> JsonMapper.builder().build()));
    }
}
