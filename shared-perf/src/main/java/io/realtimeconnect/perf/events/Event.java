package io.realtimeconnect.perf.events;

import java.time.Instant;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/**
 * Something that happened in a service and that others must learn, at least once and in order of {@code position}.
 *
 * @param position 1, 2, 3 … per owner, in an order in which transactions became visible
 * @param key what it is about; events of one key never overtake one another
 */
public record Event(long position, UUID id, String topic, String key, Instant at, JsonNode payload) {}
