package io.realtimeconnect.perf.cache.spring;

import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.interceptor.BasicOperation;
import org.springframework.cache.interceptor.CacheOperationInvocationContext;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.cache.interceptor.CacheableOperation;

/** The two-tier caches by name; an annotated method says what type of value its caches hold. */
final class TwoTierCacheManager implements CacheManager, CacheResolver {

    private final TwoTierCaches caches;
    private final KeyText keys;
    private final ConcurrentMap<String, SpringCache> named = new ConcurrentHashMap<>();
    private final ConcurrentMap<Use, Supplier<List<SpringCache>>> resolved = new ConcurrentHashMap<>();

    private record Use(BasicOperation operation, Method method, Class<?> target) {}

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

    @Override
    public Collection<? extends Cache> resolveCaches(CacheOperationInvocationContext<?> context) {
        Use use = new Use(
                context.getOperation(), context.getMethod(), context.getTarget().getClass());
        Supplier<List<SpringCache>> known = resolved.get(use);
        return (known != null ? known : resolved.computeIfAbsent(use, first -> resolve(context))).get();
    }

    /** The same for all calls, or one of each call. */
    private Supplier<List<SpringCache>> resolve(CacheOperationInvocationContext<?> context) {
        Type type = CachedType.of(context);
        List<? extends TwoTierCache<?>> used = context.getOperation().getCacheNames().stream()
                .map(name -> type == null ? caches.named(name) : caches.cache(name, type))
                .toList();
        if (used.isEmpty() || !(context.getOperation() instanceof CacheableOperation read)) {
            List<SpringCache> each = used.stream().map(this::spring).toList();
            return () -> each;
        }
        Together together =
                new Together(used.stream().map(TwoTierCacheManager::ofValues).toList());
        List<SpringCache> shared = List.of(new ReadCache(together, keys));
        return read.isSync() ? () -> shared : () -> List.of(new ReadCache(together, keys));
    }

    private SpringCache spring(TwoTierCache<?> cache) {
        return named.computeIfAbsent(cache.name(), name -> new SpringCache(ofValues(cache), keys));
    }

    @SuppressWarnings("unchecked") // by name there is one, and its codec refuses what is not of its type
    private static TwoTierCache<Object> ofValues(TwoTierCache<?> cache) {
        return (TwoTierCache<Object>) cache;
    }
}
