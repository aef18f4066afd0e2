package io.realtimeconnect.stores;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;

/**
 * Gives a Spring test its stores: {@code spring.r2dbc.*} (runtime role), {@code spring.flyway.*} (owner role) and
 * {@code spring.data.redis.url}. By default all tests of a JVM that name the same schema share one database and all share
 * one Redis, so that their contexts can be cached and migrate once; use keys and names of your own. Properties given by
 * the test itself win.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
public @interface WithStores {
    /** The schema; none means Redis only. */
    @AliasFor("schema")
    String value() default "";

    /** The schema; none means Redis only. */
    @AliasFor("value")
    String schema() default "";

    /** A database and a Redis server that no other test class sees: for tests that count, flush, or listen to all. */
    boolean isolated() default false;
}
