package io.realtimeconnect.communication.log;

import java.util.UUID;

/** A message that was delivered before it could be screened. */
public record Unscreened(UUID conversationId, Message message) {}
