package io.realtimeconnect.perf.cache.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Beside {@code @Cacheable} and {@code @CachePut}: how long what is kept is fresh, where its cache is set up with another time. One that is
 * none ends the start.
 *
 * <pre>{@code @Cacheable("courses") @CacheTtl("5m") Mono<Course> course(long id)}</pre>
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface CacheTtl {

    /** Such as {@code 5m} or {@code PT5M}; absences keep the time of their cache. */
    String value();
}
