package io.realtimeconnect.perf.cache.spring;

import io.realtimeconnect.perf.web.RequestId;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.cache.Cache;
import org.springframework.cache.annotation.CachingConfigurer;
import org.springframework.cache.interceptor.CacheInterceptor;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CacheOperationInvoker;
import org.springframework.cache.interceptor.CacheOperationSource;
import org.springframework.cache.interceptor.CachePutOperation;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.util.Assert;
import org.springframework.util.ObjectUtils;
import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;

/**
 * Spring's interceptor, with two differences. What a {@code @CachePut} writes to a source is written before the method's result is handed
 * on, so its failure is the caller's, and an eviction beside it follows it. And a method that returns a publisher is looked at when that
 * is subscribed to, each time: nothing happens before, it can be tried again, and it sees the id of the request.
 */
final class CachingInterceptor extends CacheInterceptor {

    private static final long serialVersionUID = 1;

    private static final ReactiveAdapterRegistry TYPES = ReactiveAdapterRegistry.getSharedInstance();

    CachingInterceptor(CacheOperationSource operations, ObjectProvider<CachingConfigurer> configurer) {
        setCacheOperationSource(operations);
        configure(
                () -> configurer.getObject().errorHandler(),
                () -> configurer.getObject().keyGenerator(),
                () -> configurer.getObject().cacheResolver(),
                () -> configurer.getObject().cacheManager());
    }

    @Override
    public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
        ReactiveAdapter type = TYPES.getAdapter(invocation.getMethod().getReturnType());
        if (type == null
                || !type.getDescriptor().isDeferred()
                || !(invocation instanceof ProxyMethodInvocation repeatable)) {
            return super.invoke(invocation);
        }
        return type.fromPublisher(
                type.isMultiValue()
                        ? Flux.deferContextual(caller -> Flux.from(subscribed(repeatable, type, caller)))
                        : Mono.deferContextual(caller -> Mono.from(subscribed(repeatable, type, caller))));
    }

    private Publisher<?> subscribed(ProxyMethodInvocation repeatable, ReactiveAdapter type, ContextView caller) {
        MethodInvocation call = repeatable.invocableClone();
        RequestId id = RequestId.from(caller);
        try {
            Object returned = super.invoke(id == null ? call : new Requested(call, type, id));
            return returned == null ? Mono.empty() : type.toPublisher(returned);
        } catch (Throwable e) {
            Exceptions.throwIfJvmFatal(e);
            return Mono.error(e);
        }
    }

    @Override
    protected @Nullable Object execute(
            CacheOperationInvoker invoker, Object target, Method method, @Nullable Object[] args) {
        List<Write> writes = writes(target, method, args);
        if (writes.isEmpty()) {
            return super.execute(invoker, target, method, args);
        }
        if (TYPES.getAdapter(method.getReturnType()) == null && Schedulers.isInNonBlockingThread()) {
            throw PlainCalls.noWriteHere(writes.get(0).cache().getName());
        }
        return super.execute(() -> written(invoker.invoke(), writes), target, method, args);
    }

    /** What {@link Write} has written by now needs no other put. */
    @Override
    protected void doPut(Cache cache, Object key, @Nullable Object value) {
        if (!writes(cache)) {
            super.doPut(cache, key, value);
        }
    }

    private static boolean writes(Cache cache) {
        return cache instanceof SpringCache ours && ours.writesToSource();
    }

    private List<Write> writes(Object target, Method method, @Nullable Object[] args) {
        Class<?> type = AopProxyUtils.ultimateTargetClass(target);
        CacheOperationSource source = getCacheOperationSource();
        Collection<CacheOperation> operations = source == null ? null : source.getCacheOperations(method, type);
        if (operations == null) {
            return List.of();
        }
        List<Write> writes = new ArrayList<>();
        for (CacheOperation operation : operations) {
            if (operation instanceof CachePutOperation) {
                Put put = new Put(getCacheOperationMetadata(operation, method, type), args, target);
                put.caches().forEach(cache -> writes.add(new Write(put, cache)));
            }
        }
        return writes;
    }

    /** The result once it is written. */
    private @Nullable Object written(@Nullable Object returned, List<Write> writes) {
        ReactiveAdapter type = returned == null ? null : TYPES.getAdapter(returned.getClass());
        if (type == null) {
            PlainCalls.await(write(ObjectUtils.unwrapOptional(returned), writes));
            return returned;
        }
        Publisher<Object> results = type.toPublisher(returned);
        return type.fromPublisher(
                type.isMultiValue()
                        ? Flux.defer(() -> {
                            List<Object> all = new ArrayList<>();
                            return Flux.from(results)
                                    .doOnNext(all::add)
                                    .concatWith(
                                            Mono.defer(() -> write(all, writes)).cast(Object.class));
                        })
                        : Mono.from(results)
                                .map(Optional::of)
                                .defaultIfEmpty(Optional.empty())
                                .flatMap(result ->
                                        write(result.orElse(null), writes).then(Mono.justOrEmpty(result))));
    }

    private Mono<Void> write(@Nullable Object value, List<Write> writes) {
        return Flux.fromIterable(writes)
                .concatMap(write -> write.put().wants(value)
                        ? put(write.cache(), write.put().key(value), value)
                        : Mono.empty())
                .then();
    }

    private Mono<Void> put(SpringCache cache, Object key, @Nullable Object value) {
        return cache.putting(key, value)
                .onErrorResume(
                        RuntimeException.class,
                        e -> Mono.fromRunnable(() -> getErrorHandler().handleCachePutError(e, cache, key, value)));
    }

    /** One put to one cache that writes to its source. */
    private record Write(Put put, SpringCache cache) {}

    /** A {@code @CachePut} of one call. */
    private final class Put extends CacheOperationContext {

        Put(CacheOperationMetadata metadata, @Nullable Object[] args, Object target) {
            super(metadata, args, target);
        }

        List<SpringCache> caches() {
            return getCaches().stream()
                    .filter(CachingInterceptor::writes)
                    .map(SpringCache.class::cast)
                    .toList();
        }

        boolean wants(@Nullable Object value) {
            return isConditionPassing(value) && canPutToCache(value);
        }

        Object key(@Nullable Object value) {
            Object key = generateKey(value);
            Assert.state(key != null, () -> "No key for " + getOperation());
            return key;
        }
    }
}
