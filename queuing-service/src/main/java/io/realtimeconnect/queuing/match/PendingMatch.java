package io.realtimeconnect.queuing.match;

import java.util.List;
import java.util.UUID;

/**
 * A match that was made and whose conversation may not be there yet.
 *
 * @param attempts to create the conversation, this one included
 */
public record PendingMatch(UUID id, List<Player> players, int attempts) {

    /** One of the two. */
    public record Player(UUID id, String displayName) {}
}
