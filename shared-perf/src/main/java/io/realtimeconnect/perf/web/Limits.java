package io.realtimeconnect.perf.web;

import org.jspecify.annotations.Nullable;

/** The {@code limit} parameter of lists. */
public final class Limits {

    /** Items of a page where the client does not say. */
    public static final int DEFAULT = 20;

    private Limits() {}

    /**
     * How many items a page shall have.
     *
     * @param limit as the client sent it; null is {@code otherwise}, more than {@code max} is {@code max}
     * @throws ValidationFailed when it is less than 1
     */
    public static int clamp(@Nullable Integer limit, int otherwise, int max) {
        if (limit == null) {
            return otherwise;
        }
        if (limit < 1) {
            throw new ValidationFailed("limit", "must be at least 1");
        }
        return Math.min(limit, max);
    }
}
