package io.realtimeconnect.perf.access;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Who may call a handler, on its method or its class; a handler without one needs a session.
 *
 * <p>Checked after the route is known and before anything of the body is read: 404 and 405 come first, then 401, then 403.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.METHOD, ElementType.TYPE})
public @interface Access {

    Level value();

    /** For {@link Level#SERVICE}: the services that may call; empty allows any service of the suite. */
    String[] callers() default {};

    /** The least a caller must be. */
    enum Level {
        ANYONE,
        SESSION,
        MODERATOR,
        ADMIN,
        SERVICE
    }
}
