package io.realtimeconnect.perf.cache.spring;

import io.realtimeconnect.perf.cache.CacheOptions;
import io.realtimeconnect.perf.environment.InvalidSetting;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.cache.interceptor.CacheOperationInvocationContext;
import org.springframework.context.expression.MethodBasedEvaluationContext;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;
import org.springframework.expression.spel.standard.SpelExpressionParser;

/**
 * How what a method gives is kept: its {@link CacheTags} and {@link CacheTtl}.
 *
 * @param ttl null for that of its cache
 */
record Kept(Method method, List<Expression> tags, @Nullable Duration ttl) {

    private static final SpelExpressionParser PARSER = new SpelExpressionParser();
    private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

    /** Null where the method says nothing of it. */
    static @Nullable Kept of(CacheOperationInvocationContext<?> context) {
        Method method =
                AopUtils.getMostSpecificMethod(context.getMethod(), AopUtils.getTargetClass(context.getTarget()));
        CacheTags tags = AnnotatedElementUtils.findMergedAnnotation(method, CacheTags.class);
        Duration ttl = ttl(method);
        return tags == null && ttl == null
                ? null
                : new Kept(
                        method,
                        tags == null
                                ? List.of()
                                : Arrays.stream(tags.value())
                                        .map(PARSER::parseExpression)
                                        .toList(),
                        ttl);
    }

    /** Null where the method has none; one that cannot be meant is an {@link InvalidSetting}. */
    static @Nullable Duration ttl(Method method) {
        CacheTtl said = AnnotatedElementUtils.findMergedAnnotation(method, CacheTtl.class);
        if (said == null) {
            return null;
        }
        try {
            Duration ttl = DurationStyle.detectAndParse(said.value());
            CacheOptions.of(options -> options.ttl(ttl));
            return ttl;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new InvalidSetting(
                    "@CacheTtl of " + method.getDeclaringClass().getName() + "#" + method.getName(),
                    "a duration of 1ms or longer, such as 5m");
        }
    }

    /** Whether it is the same for all calls. */
    boolean always() {
        return tags.isEmpty();
    }

    /** Of one call. */
    CacheOptions options(CacheOperationInvocationContext<?> call) {
        EvaluationContext values = new MethodBasedEvaluationContext(call.getTarget(), method, call.getArgs(), NAMES);
        String[] carried = tags.stream()
                .map(expression -> expression.getValue(values))
                .flatMap(tag -> tag instanceof Collection<?> several ? several.stream() : Stream.of(tag))
                .filter(Objects::nonNull)
                .map(Object::toString)
                .toArray(String[]::new);
        return CacheOptions.of(options -> {
            options.tags(carried);
            if (ttl != null) {
                options.ttl(ttl);
            }
        });
    }
}
