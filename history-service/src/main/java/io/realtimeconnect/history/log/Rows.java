package io.realtimeconnect.history.log;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rows of the tables {@code head} and {@code message}, as records. */
@Component
public class Rows {

    /** The columns {@link #head} reads, of a table called {@code h}. */
    static final String HEAD = "h.conversation_id, h.participants, h.state, h.seq AS head_seq, h.rev AS head_rev,"
            + " h.ended_rev, h.ended_reason, h.ended_by, h.created_at AS head_created_at, h.last_at";

    /** The columns {@link #message} reads, of a table called {@code m}. */
    public static final String MESSAGE =
            "m.conversation_id AS message_conversation_id, m.seq, m.id, m.rev, m.created_rev,"
                    + " m.sender_id, m.client_message_id, m.type, m.body, m.media::text AS media, m.created_at,"
                    + " m.edited_at, m.deleted_at";

    private final JsonMapper json;

    Rows(JsonMapper json) {
        this.json = json;
    }

    Head head(Readable row) {
        return new Head(
                get(row, "conversation_id", UUID.class),
                List.of(get(row, "participants", UUID[].class)),
                State.of(get(row, "state", String.class)),
                get(row, "head_seq", Long.class),
                get(row, "head_rev", Long.class),
                row.get("ended_rev", Long.class),
                row.get("ended_reason", String.class),
                row.get("ended_by", UUID.class),
                get(row, "head_created_at", Instant.class),
                get(row, "last_at", Instant.class));
    }

    public Message message(Readable row) {
        String media = row.get("media", String.class);
        return new Message(
                get(row, "id", UUID.class),
                get(row, "message_conversation_id", UUID.class),
                get(row, "seq", Long.class),
                get(row, "rev", Long.class),
                get(row, "sender_id", UUID.class),
                get(row, "type", String.class),
                get(row, "body", String.class),
                media == null ? null : json.readTree(media),
                get(row, "client_message_id", String.class),
                get(row, "created_at", Instant.class),
                row.get("edited_at", Instant.class),
                row.get("deleted_at", Instant.class),
                get(row, "created_rev", Long.class));
    }

    /** The message of a row that was joined from the outside, if there is one. */
    @Nullable
    Message messageIfAny(Readable row) {
        return row.get("id", UUID.class) == null ? null : message(row);
    }

    /** A column that is never null. */
    public static <T> T get(Readable row, String column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type), column);
    }

    static @Nullable String text(@Nullable JsonNode media) {
        return media == null ? null : media.toString();
    }
}
