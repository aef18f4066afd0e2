package io.realtimeconnect.history.analytics;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;

/** The last five minutes. */
record Realtime(
        Instant at,
        @Schema(description = "how far back the figures go") int windowSeconds,

        @Schema(description = "who sent an event or a message")
        long activeUsers,

        long events,
        Map<String, Long> counts,
        long messages,
        long matches,
        @Schema(description = "conversations going on now") long openConversations) {}
