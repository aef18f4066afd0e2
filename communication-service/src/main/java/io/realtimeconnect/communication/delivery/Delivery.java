package io.realtimeconnect.communication.delivery;

import io.realtimeconnect.communication.log.Message;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a socket is told of a conversation. */
public sealed interface Delivery {

    /** Where in the order of the conversation's changes it stands. */
    long rev();

    /** A message that this connection sent is durable. */
    record Acked(Send send, Message message, long rev) implements Delivery {}

    /** A message that is new to this connection. */
    record Created(Message message) implements Delivery {
        @Override
        public long rev() {
            return message.rev();
        }
    }

    /** A message that this connection knows, in another state. */
    record Updated(Message message) implements Delivery {
        @Override
        public long rev() {
            return message.rev();
        }
    }

    /** The end. */
    record Ended(
            long rev, @Nullable String reason, @Nullable UUID endedBy) implements Delivery {}
}
