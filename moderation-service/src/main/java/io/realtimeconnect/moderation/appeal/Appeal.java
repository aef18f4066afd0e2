package io.realtimeconnect.moderation.appeal;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A user's plea against a sanction. Upheld: the sanction stays; overturned: it is lifted. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Appeal(
        UUID id,
        UUID actionId,
        UUID userId,
        String text,
        State state,
        @Nullable UUID decidedBy,
        @Nullable String note,
        Instant createdAt,
        @Nullable Instant decidedAt) {

    enum State {
        @JsonProperty("open")
        OPEN,
        @JsonProperty("upheld")
        UPHELD,
        @JsonProperty("overturned")
        OVERTURNED
    }
}
