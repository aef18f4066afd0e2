package io.realtimeconnect.communication.socket;

import io.realtimeconnect.communication.conversation.Messages;
import io.realtimeconnect.communication.delivery.Send;
import io.realtimeconnect.communication.log.ConversationLog;
import io.realtimeconnect.communication.presence.Presence;
import io.realtimeconnect.perf.web.Problem;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** {@code message.send}: acknowledged by the connection's cursor once durable; the next frame need not wait for that. */
@Component
class SendFrame implements FrameHandler {

    private final Messages messages;
    private final ConversationLog log;
    private final Presence presence;
    private final ConnectionProperties properties;

    SendFrame(Messages messages, ConversationLog log, Presence presence, ConnectionProperties properties) {
        this.messages = messages;
        this.log = log;
        this.presence = presence;
        this.properties = properties;
    }

    @Override
    public String type() {
        return "message.send";
    }

    @Override
    public Mono<Void> handle(Connection connection, Inbound frame) {
        UUID conversationId = frame.conversation();
        String clientMessageId = frame.text("clientMessageId");
        String body = frame.text("body");
        if (connection.unanswered().get() >= properties.unanswered()) {
            return Mono.error(new Problem(
                    HttpStatus.TOO_MANY_REQUESTS, "RATE_LIMITED", "Too many messages wait to be acknowledged."));
        }
        presence.active(connection.userId());
        return messages.admit(connection.userId())
                // known before the next frame is answered: what is sent from here on keeps its order
                .then(Mono.defer(() -> messages.announce(connection.userId(), conversationId)))
                .then(Mono.defer(() -> followed(connection, conversationId)))
                .then(Mono.fromRunnable(() -> send(connection, frame, conversationId, clientMessageId, body)));
    }

    /** The order of acknowledgements and changes needs a place to start from. */
    private Mono<Void> followed(Connection connection, UUID conversationId) {
        if (connection.feed().follows(conversationId)) {
            return Mono.empty();
        }
        return log.heads(List.of(conversationId))
                .doOnNext(heads -> connection.follow(heads.values()))
                .then();
    }

    private void send(Connection connection, Inbound frame, UUID conversationId, String clientMessageId, String body) {
        Send send = connection.feed().sending(conversationId, clientMessageId, frame.ref());
        if (send == null) {
            throw new Problem(HttpStatus.SERVICE_UNAVAILABLE, "UPSTREAM_UNAVAILABLE", "The log cannot be read.");
        }
        connection.unanswered().incrementAndGet();
        messages.send(connection.userId(), conversationId, clientMessageId, body)
                .doFinally(signal -> connection.unanswered().decrementAndGet())
                .subscribe(sent -> connection.feed().sent(conversationId, send, sent.message(), sent.rev()), error -> {
                    if (connection.feed().unsent(conversationId, send)) {
                        connection.wire().send(Frames.failure(Dialogue.problem(error), frame.ref()));
                    }
                });
    }
}
