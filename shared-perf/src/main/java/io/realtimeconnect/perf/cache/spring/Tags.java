package io.realtimeconnect.perf.cache.spring;

import io.realtimeconnect.perf.cache.CacheOptions;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.support.AopUtils;
import org.springframework.cache.interceptor.CacheOperationInvocationContext;
import org.springframework.context.expression.MethodBasedEvaluationContext;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;
import org.springframework.expression.spel.standard.SpelExpressionParser;

/** The {@link CacheTags} of a method. */
record Tags(Method method, List<Expression> expressions) {

    private static final SpelExpressionParser PARSER = new SpelExpressionParser();
    private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

    /** Null where the method has none. */
    static @Nullable Tags of(CacheOperationInvocationContext<?> context) {
        Method method =
                AopUtils.getMostSpecificMethod(context.getMethod(), AopUtils.getTargetClass(context.getTarget()));
        CacheTags tags = AnnotatedElementUtils.findMergedAnnotation(method, CacheTags.class);
        return tags == null
                ? null
                : new Tags(
                        method,
                        Arrays.stream(tags.value()).map(PARSER::parseExpression).toList());
    }

    /** Those of one call. */
    CacheOptions options(CacheOperationInvocationContext<?> call) {
        EvaluationContext values = new MethodBasedEvaluationContext(call.getTarget(), method, call.getArgs(), NAMES);
        String[] tags = expressions.stream()
                .map(expression -> expression.getValue(values))
                .flatMap(tag -> tag instanceof Collection<?> several ? several.stream() : Stream.of(tag))
                .filter(Objects::nonNull)
                .map(Object::toString)
                .toArray(String[]::new);
        return CacheOptions.of(options -> options.tags(tags));
    }
}
