package io.realtimeconnect.queuing.match;

import java.util.Map;
import java.util.UUID;
import reactor.core.publisher.Mono;

/**
 * What one look at the line brought.
 *
 * @param relays for each user that was matched, what completes when the match's first try to get a conversation is over
 * @param disturbed whether another instance took some of the same tickets, so that a further look may find more
 */
public record Round(Map<UUID, Mono<Void>> relays, boolean disturbed) {

    static final Round NOTHING = new Round(Map.of(), false);

    /** Completes when the user's match, if this round made one, was relayed; never fails. */
    public Mono<Void> settled(UUID userId) {
        return relays.getOrDefault(userId, Mono.empty());
    }
}
