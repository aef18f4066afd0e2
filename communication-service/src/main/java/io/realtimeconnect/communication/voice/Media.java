package io.realtimeconnect.communication.voice;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A voice note whose bytes have all come.
 *
 * @param size in bytes, as it was sent
 * @param messageId null until the log's answer has been noted
 * @param doubtfulSince when somebody set out to delete its message, or one that may be its
 */
record Media(
        UUID id,
        UUID conversationId,
        UUID senderId,
        Instant createdAt,
        String contentType,
        int durationMs,
        int size,
        boolean compressed,
        @Nullable UUID messageId,
        @Nullable Instant doubtfulSince) {

    /** As the message has it. */
    record Shown(UUID mediaId, int durationMs, int bytes, String contentType) {}

    Shown shown() {
        return new Shown(id, durationMs, size, contentType);
    }

    @JsonIgnore
    boolean isDoubtful() {
        return doubtfulSince != null;
    }
}
