package io.realtimeconnect.perf.performance;

import io.realtimeconnect.perf.cache.DeclaredCaches;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CacheOperationSource;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/** The caches that annotations on beans name. */
final class AnnotatedCaches implements DeclaredCaches {

    private final ListableBeanFactory beans;

    AnnotatedCaches(ListableBeanFactory beans) {
        this.beans = beans;
    }

    @Override
    public Set<String> names() {
        Set<String> names = new LinkedHashSet<>();
        beans.getBeanProvider(CacheOperationSource.class).stream()
                .forEach(annotations -> types().filter(annotations::isCandidateClass)
                        .forEach(type -> Arrays.stream(ReflectionUtils.getUniqueDeclaredMethods(type))
                                .map(method -> annotations.getCacheOperations(method, type))
                                .flatMap(found -> found == null ? Stream.of() : found.stream())
                                .map(CacheOperation::getCacheNames)
                                .flatMap(Collection::stream)
                                .forEach(names::add)));
        return names;
    }

    private Stream<Class<?>> types() {
        return Arrays.stream(beans.getBeanDefinitionNames())
                .<Class<?>>mapMulti((name, types) -> {
                    Class<?> type = beans.getType(name, false);
                    if (type != null) {
                        types.accept(ClassUtils.getUserClass(type));
                    }
                })
                .distinct();
    }
}
