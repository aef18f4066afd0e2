package io.realtimeconnect.communication.conversation;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What queuing-service asks for when two have been matched; the facts about the match are passed on to both as they are.
 *
 * @param participants two different users
 */
record OpenConversation(
        @NotNull @Size(min = 2, max = 2) List<@Valid @NotNull Participant> participants,
        @NotNull UUID matchId,
        @Nullable List<String> commonInterests,
        @Nullable Double score,
        @Nullable Instant matchedAt) {

    /** What is told of the match beside who the partner is. */
    record Match(
            UUID id,
            List<String> commonInterests,
            @Nullable Double score,
            @Nullable Instant matchedAt) {}

    Match match() {
        return new Match(matchId, commonInterests == null ? List.of() : commonInterests, score, matchedAt);
    }
}
