package io.realtimeconnect.queuing.match;

import java.util.UUID;

/** The other one of a match. */
public record Partner(UUID id, String displayName) {}
