package io.realtimeconnect.communication.delivery;

import io.realtimeconnect.communication.log.Message;
import org.jspecify.annotations.Nullable;

/** A message that a connection has sent and that was not acknowledged yet. Guarded by its {@link Cursor}. */
public final class Send {

    private final String clientMessageId;
    private final @Nullable Object ref;
    private @Nullable Message stored;
    private long rev;

    Send(String clientMessageId, @Nullable Object ref) {
        this.clientMessageId = clientMessageId;
        this.ref = ref;
    }

    /** The client's name for the frame, to be repeated on its answer. */
    public @Nullable Object ref() {
        return ref;
    }

    String clientMessageId() {
        return clientMessageId;
    }

    void stored(Message message, long rev) {
        this.stored = message;
        this.rev = rev;
    }

    /** Null until the log has answered. */
    @Nullable
    Message stored() {
        return stored;
    }

    long rev() {
        return rev;
    }
}
