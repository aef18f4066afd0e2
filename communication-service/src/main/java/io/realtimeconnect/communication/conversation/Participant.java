package io.realtimeconnect.communication.conversation;

import java.util.UUID;

/** Who takes part, under the name that is shown. */
public record Participant(UUID id, String displayName) {}
