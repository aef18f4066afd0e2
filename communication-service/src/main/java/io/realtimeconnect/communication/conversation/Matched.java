package io.realtimeconnect.communication.conversation;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The frame that tells a user of a match, once the conversation stands. */
record Matched(
        String type,
        UUID id,
        UUID conversationId,
        Participant partner,
        List<String> commonInterests,
        @Nullable Double score,
        @Nullable Instant matchedAt) {

    static JsonNode frame(JsonMapper json, UUID conversationId, OpenConversation.Match match, Participant partner) {
        return json.valueToTree(new Matched(
                "match",
                match.id(),
                conversationId,
                partner,
                match.commonInterests(),
                match.score(),
                match.matchedAt()));
    }
}
