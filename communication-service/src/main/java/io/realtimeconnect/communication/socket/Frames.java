package io.realtimeconnect.communication.socket;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.realtimeconnect.communication.delivery.Delivery;
import io.realtimeconnect.communication.log.Message;
import io.realtimeconnect.communication.presence.UserPresence;
import io.realtimeconnect.perf.web.Problem;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The frames that a client gets, each a JSON object with its {@code type}. */
final class Frames {

    private Frames() {}

    /** A frame; {@code ref} is what the client called the one that it answers. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    sealed interface Frame {
        @JsonProperty
        String type();
    }

    record Ready(UUID userId, String connectionId, long heartbeatSeconds) implements Frame {
        @Override
        public String type() {
            return "ready";
        }
    }

    record Ack(
            @Nullable Object ref,
            UUID conversationId,
            String clientMessageId,
            UUID id,
            long seq,
            long rev,
            Instant createdAt)
            implements Frame {
        @Override
        public String type() {
            return "message.ack";
        }
    }

    record NewMessage(Message message) implements Frame {
        @Override
        public String type() {
            return "message.new";
        }
    }

    record UpdatedMessage(Message message) implements Frame {
        @Override
        public String type() {
            return "message.updated";
        }
    }

    record Ended(UUID conversationId, long rev, @Nullable String reason) implements Frame {
        @Override
        public String type() {
            return "conversation.ended";
        }
    }

    record Resumed(@Nullable Object ref, List<Position> conversations) implements Frame {
        @Override
        public String type() {
            return "resumed";
        }
    }

    record Position(UUID id, long lastSeq, long lastRev, long readSeq, String state) {}

    record Typing(UUID conversationId, UUID userId, boolean active) implements Frame {
        @Override
        public String type() {
            return "typing";
        }
    }

    record Presences(@Nullable Object ref, List<UserPresence> users) implements Frame {
        @Override
        public String type() {
            return "presence";
        }
    }

    record Pong(@Nullable Object ref) implements Frame {
        @Override
        public String type() {
            return "pong";
        }
    }

    record Failure(
            String code,
            String detail,
            @Nullable Object ref,
            @Nullable Object retryAfterMs,
            @Nullable Object errors) implements Frame {
        @Override
        public String type() {
            return "error";
        }
    }

    static Failure failure(Problem problem, @Nullable Object ref) {
        return new Failure(
                problem.code(),
                problem.detail(),
                ref,
                problem.properties().get("retryAfterMs"),
                problem.properties().get("errors"));
    }

    static Failure failure(String code, String detail, @Nullable Object ref) {
        return new Failure(code, detail, ref, null, null);
    }

    static Frame of(UUID conversationId, Delivery delivery) {
        if (delivery instanceof Delivery.Acked acked) {
            Message message = acked.message();
            return new Ack(
                    acked.send().ref(),
                    conversationId,
                    message.clientMessageId(),
                    message.id(),
                    message.seq(),
                    acked.rev(),
                    message.createdAt());
        }
        if (delivery instanceof Delivery.Created created) {
            return new NewMessage(created.message());
        }
        if (delivery instanceof Delivery.Updated updated) {
            return new UpdatedMessage(updated.message());
        }
        Delivery.Ended ended = (Delivery.Ended) delivery;
        return new Ended(conversationId, ended.rev(), ended.reason());
    }
}
