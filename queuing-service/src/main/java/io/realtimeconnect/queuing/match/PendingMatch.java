package io.realtimeconnect.queuing.match;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A match that was made and whose conversation may not be there yet.
 *
 * @param score 40 to 100
 * @param attempts to create the conversation, this one included
 */
public record PendingMatch(
        UUID id, List<Player> players, List<String> commonInterests, int score, Instant madeAt, int attempts) {

    /** One of the two. */
    public record Player(UUID id, String displayName) {}
}
