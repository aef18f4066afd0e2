package io.realtimeconnect.history.person;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Part of what another service knows of somebody, for that somebody.
 *
 * @param next where the following page begins, null for the last
 */
public record OwnPage(List<JsonNode> items, @Nullable UUID next) {}
