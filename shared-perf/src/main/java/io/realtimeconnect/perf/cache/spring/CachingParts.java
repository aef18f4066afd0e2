package io.realtimeconnect.perf.cache.spring;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;

/** Puts {@link CachedMethods} and {@link CachingInterceptor} in the places of those that {@code @EnableCaching} declares. */
final class CachingParts implements BeanDefinitionRegistryPostProcessor {

    @Override
    public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
        if (registry.containsBeanDefinition("cacheOperationSource")
                && registry.containsBeanDefinition("cacheInterceptor")) {
            replace(registry, "cacheOperationSource", CachedMethods.class);
            replace(registry, "cacheInterceptor", CachingInterceptor.class);
        }
    }

    private static void replace(BeanDefinitionRegistry registry, String name, Class<?> type) {
        RootBeanDefinition ours = new RootBeanDefinition(type);
        ours.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
        registry.removeBeanDefinition(name);
        registry.registerBeanDefinition(name, ours);
    }
}
