package io.realtimeconnect.perf.cache.spring;

import io.realtimeconnect.perf.cache.CacheOptions;
import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.springframework.aop.support.AopUtils;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.AnnotationCacheOperationSource;
import org.springframework.cache.interceptor.BasicOperation;
import org.springframework.cache.interceptor.CacheEvictOperation;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CacheOperationInvocationContext;
import org.springframework.cache.interceptor.CacheOperationSource;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.cache.interceptor.CacheableOperation;

/** The two-tier caches by name; an annotated method says what type of value its caches hold. */
final class TwoTierCacheManager implements CacheManager, CacheResolver {

    private final TwoTierCaches caches;
    private final KeyText keys;
    private final CacheOperationSource said = new AnnotationCacheOperationSource(false);
    private final ConcurrentMap<String, SpringCache> named = new ConcurrentHashMap<>();
    private final ConcurrentMap<Use, Resolved> resolved = new ConcurrentHashMap<>();

    private record Use(BasicOperation operation, Method method, Class<?> target) {}

    /** Gives the caches of a call. */
    private interface Resolved extends Function<CacheOperationInvocationContext<?>, List<? extends Cache>> {}

    TwoTierCacheManager(TwoTierCaches caches, KeyText keys) {
        this.caches = caches;
        this.keys = keys;
    }

    /** The cache of that name: of its declared type, or of whatever JSON gives, unless a method has said what it holds. */
    @Override
    public Cache getCache(String name) {
        return spring(caches.named(name));
    }

    @Override
    public Collection<String> getCacheNames() {
        return caches.names();
    }

    /** Those of that operation, whose keys are tags. */
    List<Cache> byTag(BasicOperation operation) {
        return operation.getCacheNames().stream()
                .<Cache>map(name -> new TaggedCache(alone(ofValues(caches.named(name))), keys))
                .toList();
    }

    @Override
    public Collection<? extends Cache> resolveCaches(CacheOperationInvocationContext<?> context) {
        Use use = new Use(
                context.getOperation(), context.getMethod(), context.getTarget().getClass());
        Resolved known = resolved.get(use);
        return (known != null ? known : resolved.computeIfAbsent(use, first -> resolve(context))).apply(context);
    }

    /** The same for all calls, where calls do not differ. */
    private Resolved resolve(CacheOperationInvocationContext<?> context) {
        BasicOperation operation = context.getOperation();
        Type type = CachedType.of(context);
        Kept kept = operation instanceof CacheEvictOperation ? null : Kept.of(context);
        CacheOptions always = kept != null && kept.always() ? kept.options(context) : null;
        Kept varying = always == null ? kept : null;
        List<TwoTierCache<Object>> used = new ArrayList<>();
        for (String name : operation.getCacheNames()) {
            used.add(ofValues(type == null ? caches.named(name) : caches.cache(name, type)));
        }
        if (!(operation instanceof CacheableOperation read) || used.isEmpty()) {
            if (varying != null) {
                return call -> each(used, varying.options(call));
            }
            List<? extends Cache> each =
                    always == null ? used.stream().map(this::spring).toList() : each(used, always);
            return call -> each;
        }
        Together all = new Together(used, always);
        if (read.isSync() && varying == null) {
            List<Cache> shared = List.of(new ReadCache(all, keys, null));
            return call -> shared;
        }
        boolean oneOfSeveral = reads(context) > 1;
        return call -> {
            Together told = varying == null ? all : all.with(varying.options(call));
            return List.of(new ReadCache(told, keys, oneOfSeveral ? told.heard() : null));
        };
    }

    private List<Cache> each(List<TwoTierCache<Object>> used, CacheOptions options) {
        return used.stream()
                .<Cache>map(cache -> new SpringCache(alone(cache).with(options), keys))
                .toList();
    }

    /** Of several reads of a future Spring asks one and puts to all; of a publisher it puts to the last. */
    private long reads(CacheOperationInvocationContext<?> context) {
        Collection<CacheOperation> operations =
                said.getCacheOperations(context.getMethod(), AopUtils.getTargetClass(context.getTarget()));
        return operations == null
                ? 0
                : operations.stream()
                        .filter(CacheableOperation.class::isInstance)
                        .count();
    }

    private Cache spring(TwoTierCache<?> cache) {
        return named.computeIfAbsent(cache.name(), name -> new SpringCache(alone(ofValues(cache)), keys));
    }

    private static Together alone(TwoTierCache<Object> cache) {
        return new Together(List.of(cache), null);
    }

    @SuppressWarnings("unchecked") // by name there is one, and its codec refuses what is not of its type
    private static TwoTierCache<Object> ofValues(TwoTierCache<?> cache) {
        return (TwoTierCache<Object>) cache;
    }
}
