package io.realtimeconnect.perf.web;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How large a handler's request body may be, where {@code perf.web.max-body} does not fit; more is {@code 413 PAYLOAD_TOO_LARGE}. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface MaxBody {

    /** A data size such as {@code 5MB} (a megabyte has 1,048,576 bytes). */
    String value();
}
