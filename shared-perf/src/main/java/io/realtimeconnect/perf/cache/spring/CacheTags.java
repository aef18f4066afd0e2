package io.realtimeconnect.perf.cache.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Beside {@code @Cacheable} and {@code @CachePut}: what is kept carries these tags, by which {@link EvictTag} removes it.
 *
 * <pre>{@code @Cacheable("courses") @CacheTags("'author:' + #author") Mono<Course> course(long id, long author)}</pre>
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface CacheTags {

    /** Expressions over the method's parameters; one that gives a collection gives several tags, null gives none. */
    String[] value();
}
