package io.realtimeconnect.perf.web;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param nextCursor what {@code ?cursor=} takes to go on, null on the last page
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {}
