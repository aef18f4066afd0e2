package io.realtimeconnect.communication.socket;

import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One WebSocket, whoever is at its other end: frames go out, signs of life are noted, and it ends once. */
final class Wire {

    private final Outbox outbox;
    private final JsonMapper json;
    private volatile Runnable onRoom = () -> {};
    private volatile long heardNanos = System.nanoTime();
    private volatile long pingedNanos = System.nanoTime();
    private final Sinks.Empty<Void> answered = Sinks.empty();

    Wire(WebSocketSession session, long capacity, JsonMapper json) {
        this.outbox = new Outbox(session, capacity, () -> onRoom.run());
        this.json = json;
    }

    void onRoom(Runnable onRoom) {
        this.onRoom = onRoom;
    }

    void send(Frames.Frame frame) {
        outbox.text(json.writeValueAsBytes(frame));
    }

    void send(JsonNode frame) {
        outbox.text(json.writeValueAsBytes(frame));
    }

    void pong(byte[] payload) {
        outbox.pong(payload);
    }

    /** Asks the other end for a sign; completes when it gives one, by when it has seen all that was sent before. */
    Mono<Void> ping() {
        outbox.ping();
        return answered.asMono();
    }

    /** The other end has answered a ping. */
    void heardPong() {
        answered.tryEmitEmpty();
    }

    boolean hasRoom() {
        return outbox.hasRoom();
    }

    /** Something came from the other end. */
    void heard() {
        heardNanos = System.nanoTime();
    }

    /** Pings when it is time to, and closes what has been silent or has read nothing for too long. */
    void beat(ConnectionProperties properties) {
        long now = System.nanoTime();
        if (now - heardNanos > properties.idle().toNanos()) {
            outbox.closeNow(Closing.SILENT);
        } else if (outbox.isStalled(properties.stall())) {
            outbox.closeNow(Closing.TOO_SLOW);
        } else if (now - pingedNanos > properties.heartbeat().toNanos()) {
            pingedNanos = now;
            outbox.ping();
        }
    }

    boolean isClosing() {
        return outbox.isClosing();
    }

    /** After what was sent before. */
    void close(CloseStatus status) {
        outbox.close(status);
    }
}
