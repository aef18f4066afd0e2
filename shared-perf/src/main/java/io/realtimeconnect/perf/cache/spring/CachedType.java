package io.realtimeconnect.perf.cache.spring;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.interceptor.BasicOperation;
import org.springframework.cache.interceptor.CacheEvictOperation;
import org.springframework.cache.interceptor.CacheOperationInvocationContext;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/** What a method caches: what its Mono, future or Optional holds, a list of what its Flux emits, else what it returns. */
final class CachedType {

    private CachedType() {}

    /** Null where the method says nothing of it. */
    static @Nullable Type of(CacheOperationInvocationContext<? extends BasicOperation> context) {
        if (context.getOperation() instanceof CacheEvictOperation) {
            return null;
        }
        return inside(
                ResolvableType.forMethodReturnType(context.getMethod(), ClassUtils.getUserClass(context.getTarget())));
    }

    private static @Nullable Type inside(ResolvableType returned) {
        Class<?> raw = returned.resolve(Object.class);
        ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(raw);
        if (adapter != null && adapter.isNoValue()) {
            return null;
        }
        if (adapter != null && adapter.isMultiValue()) {
            ResolvableType element = known(returned.getGeneric());
            return ResolvableType.forClassWithGenerics(List.class, element).getType();
        }
        if (adapter != null || Future.class.isAssignableFrom(raw) || raw == Optional.class) {
            return inside(known(returned.getGeneric()));
        }
        if (raw == void.class || raw == Void.class) {
            return null;
        }
        return raw.isPrimitive()
                ? ClassUtils.resolvePrimitiveIfNecessary(raw)
                : known(returned).getType();
    }

    private static ResolvableType known(ResolvableType type) {
        return type.hasUnresolvableGenerics() || type.resolve() == null ? ResolvableType.forClass(Object.class) : type;
    }
}
