package io.realtimeconnect.perf.response;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The answers of this GET are kept, in both tiers, and given to whoever may call it; {@code perf.cache.responses.routes} says otherwise for one
 * path. Access is checked for each request before.
 *
 * <p>The handler sees of a request what the key is made of and nothing else: the path, the query parameters that it declares, the headers that it
 * declares or {@link #vary} names, {@code Accept}, and the user where it takes one. Answers that set a cookie, say {@code no-store},
 * {@code no-cache} or (unless per user) {@code private}, vary by what is not declared, are large or streams, are given and not kept.
 *
 * <p>A {@code POST}, {@code PUT}, {@code PATCH} or {@code DELETE} of the same path that succeeds takes them away, as one does that names the path
 * in {@code Location} or {@code Content-Location}; what else is to take them away removes a tag.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface CachedResponse {

    /** How long an answer is fresh, such as {@code 30s}; a shorter {@code max-age} of its own wins. Else {@code perf.cache.responses.ttl}. */
    String ttl() default "";

    /** How long a 404 is kept; by default it is not. */
    String notFound() default "";

    /** Whether each user has answers of their own, each session of theirs. So it is in any case where the handler takes the user as an argument. */
    boolean perUser() default false;

    /** Headers of the request by which answers differ; those that the handler takes as arguments count among them. */
    String[] vary() default {};

    /** For {@link ResponseCache#invalidateTag}; {@code {name}} stands for a variable of the path: {@code course:{id}}. */
    String[] tags() default {};

    /** The name of the cache, set up under {@code perf.cache.caches.<name>}. */
    String cache() default "responses";

    /** Whether the gateway may keep the answer, too, and give it to others after it has checked their sessions. Tags do not reach it; changes that go through it do. */
    boolean edge() default false;
}
