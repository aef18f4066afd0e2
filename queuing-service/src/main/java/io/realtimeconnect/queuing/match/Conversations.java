package io.realtimeconnect.queuing.match;

import io.realtimeconnect.queuing.match.PendingMatch.Player;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PutExchange;
import reactor.core.publisher.Mono;

/** communication-service, as far as a match needs it. */
@HttpExchange("/internal/conversations")
public interface Conversations {

    /**
     * Creates a conversation, or finds that it was created.
     *
     * @return signals a problem {@code CONVERSATION_REFUSED}, which may name the {@code userId} that is to blame
     */
    @PutExchange("/{id}")
    Mono<Void> create(@PathVariable UUID id, @RequestBody Creation creation);

    /** Who is to talk, and because of which match; what is said of the match is passed on to both. */
    record Creation(
            List<Player> participants, UUID matchId, List<String> commonInterests, int score, Instant matchedAt) {

        static Creation of(PendingMatch match) {
            return new Creation(match.players(), match.id(), match.commonInterests(), match.score(), match.madeAt());
        }
    }
}
