package io.realtimeconnect.perf.cache.spring;

import io.realtimeconnect.perf.web.RequestId;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Method;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ReactiveAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/** A method whose publisher finds the id of a request in its context also where it is subscribed to on its own, as a shared load is. */
record Requested(MethodInvocation call, ReactiveAdapter type, RequestId id) implements MethodInvocation {

    @Override
    public @Nullable Object proceed() throws Throwable {
        Object returned = call.proceed();
        if (returned == null) {
            return null;
        }
        return type.fromPublisher(
                type.isMultiValue()
                        ? Flux.from(type.toPublisher(returned)).contextWrite(this::withId)
                        : Mono.from(type.toPublisher(returned)).contextWrite(this::withId));
    }

    private Context withId(Context context) {
        return context.hasKey(RequestId.class) ? context : context.put(RequestId.class, id);
    }

    @Override
    public Method getMethod() {
        return call.getMethod();
    }

    @Override
    public @Nullable Object[] getArguments() {
        return call.getArguments();
    }

    @Override
    public @Nullable Object getThis() {
        return call.getThis();
    }

    @Override
    public AccessibleObject getStaticPart() {
        return call.getStaticPart();
    }
}
