package io.realtimeconnect.history.export;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How an export stands.
 *
 * @param progress in percent
 * @param expiresAt when the file goes, once it is done
 * @param bytes the size of the file, once it is done
 */
@Schema(name = "Export")
@JsonInclude(JsonInclude.Include.NON_NULL)
record Export(
        UUID jobId,
        State state,
        @Schema(description = "in percent") int progress,
        Instant requestedAt,
        @Nullable Instant finishedAt,
        @Nullable Instant expiresAt,
        @Nullable Long bytes,
        @JsonIgnore int chunks) {

    enum State {
        queued,
        running,
        done,
        failed
    }
}
