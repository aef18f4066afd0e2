package io.realtimeconnect.perf.cache.spring;

import io.realtimeconnect.perf.cache.CacheAutoConfiguration;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CachingConfigurer;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.cache.interceptor.KeyGenerator;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.json.JsonMapper;

/** A {@code CacheManager} over the caches, used by the annotations of an application that has {@code @EnableCaching}. */
@AutoConfiguration(after = CacheAutoConfiguration.class)
@ConditionalOnBean(TwoTierCaches.class)
@ConditionalOnMissingBean({CacheManager.class, CachingConfigurer.class})
public final class SpringCacheAutoConfiguration {

    @Bean
    CacheManager cacheManager(TwoTierCaches caches, ObjectProvider<JsonMapper> mapper) {
        return new TwoTierCacheManager(caches, keys(mapper));
    }

    @Bean
    CachingConfigurer twoTierCaching(CacheManager manager, ObjectProvider<JsonMapper> mapper) {
        KeyText keys = keys(mapper);
        return new CachingConfigurer() {
            @Override
            public CacheManager cacheManager() {
                return manager;
            }

            @Override
            public CacheResolver cacheResolver() {
                return (CacheResolver) manager;
            }

            @Override
            public KeyGenerator keyGenerator() {
                return keys;
            }
        };
    }

    private static KeyText keys(ObjectProvider<JsonMapper> mapper) {
        return new KeyText(mapper.getIfAvailable(() -> JsonMapper.builder().build()));
    }
}
