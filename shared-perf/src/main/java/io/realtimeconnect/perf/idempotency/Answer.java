package io.realtimeconnect.perf.idempotency;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was answered under a key.
 *
 * @param body null when it was too large to be kept
 */
record Answer(int status, Map<String, String> headers, byte @Nullable [] body) {}
