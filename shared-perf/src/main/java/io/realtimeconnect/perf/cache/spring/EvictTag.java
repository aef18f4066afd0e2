package io.realtimeconnect.perf.cache.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.core.annotation.AliasFor;

/** A {@code @CacheEvict} of what carries a tag, on every instance; see {@link CacheTags}. */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@CacheEvict(cacheResolver = EvictTag.RESOLVER)
public @interface EvictTag {

    /** Of the bean that gives caches whose evictions are by tag. */
    String RESOLVER = "twoTierCacheTags";

    @AliasFor(annotation = CacheEvict.class, attribute = "cacheNames")
    String[] cacheNames();

    /** An expression, as a key of {@code @CacheEvict} is: {@code "'author:' + #author"}. */
    @AliasFor(annotation = CacheEvict.class, attribute = "key")
    String tag();

    @AliasFor(annotation = CacheEvict.class, attribute = "condition")
    String condition() default "";
}
