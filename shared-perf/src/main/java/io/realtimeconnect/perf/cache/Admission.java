package io.realtimeconnect.perf.cache;

import org.jspecify.annotations.Nullable;

/**
 * What is to be put into the first tier.
 *
 * @param value null is an absence
 * @param freshMs how long it answers without a question
 * @param afterlifeMs how long after that it is of any use
 * @param weight in bytes, about
 */
record Admission<V>(@Nullable V value, long freshMs, long afterlifeMs, int weight) {}
