package io.realtimeconnect.communication.socket;

import io.realtimeconnect.perf.redis.RedisUnavailable;
import io.realtimeconnect.perf.web.Problem;
import io.realtimeconnect.perf.web.ValidationFailed;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.socket.WebSocketMessage;
import reactor.core.publisher.Mono;

/** What is said on one wire, from its first frame to its last: before {@code ready} only {@code auth} and {@code ping} are. */
final class Dialogue {

    private static final Logger log = LoggerFactory.getLogger(Dialogue.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int CONNECTION_ID_CHARACTERS = 64;

    private final Wire wire;
    private final Entrance entrance;
    private final FrameReader reader;
    private final Map<String, FrameHandler> handlers;
    private volatile @Nullable Connection connection;

    Dialogue(Wire wire, Entrance entrance, FrameReader reader, Map<String, FrameHandler> handlers) {
        this.wire = wire;
        this.entrance = entrance;
        this.reader = reader;
        this.handlers = handlers;
    }

    /** With a session from the handshake; without one, the client has a while for its {@code auth}. */
    Mono<Void> begin(@Nullable String token, Duration authTimeout) {
        if (token != null) {
            return enter(token, null);
        }
        Mono.delay(authTimeout).subscribe(tick -> {
            if (connection == null) {
                wire.close(Closing.NO_SESSION);
            }
        });
        return Mono.empty();
    }

    /** Reads a frame, now; answers it when subscribed to. */
    Mono<Void> hear(WebSocketMessage message) {
        wire.heard();
        if (wire.isClosing()) {
            return Mono.empty();
        }
        if (message.getType() == WebSocketMessage.Type.PING) {
            byte[] payload = new byte[message.getPayload().readableByteCount()];
            message.getPayload().read(payload);
            wire.pong(payload);
            return Mono.empty();
        }
        if (message.getType() == WebSocketMessage.Type.PONG) {
            wire.heardPong();
            return Mono.empty();
        }
        Inbound frame;
        try {
            frame = reader.read(message);
        } catch (FrameReader.Malformed e) {
            return Mono.fromRunnable(() -> wire.send(Frames.failure(e, e.ref())));
        } catch (Problem e) {
            return Mono.fromRunnable(() -> wire.send(Frames.failure(e, null)));
        }
        Connection known = connection;
        if (known != null && frame.type().equals(ResumeFrame.TYPE)) {
            known.feed().expectResume();
        }
        return Mono.defer(() -> answer(frame)).timeout(PATIENCE).onErrorResume(e -> {
            wire.send(Frames.failure(problem(e), frame.ref()));
            return Mono.empty();
        });
    }

    private Mono<Void> answer(Inbound frame) {
        if (wire.isClosing()) {
            return Mono.empty();
        }
        Connection known = connection;
        if (frame.type().equals("auth")) {
            return known == null ? authenticate(frame) : rename(known, frame);
        }
        FrameHandler handler = handlers.get(frame.type());
        if (known == null) {
            throw new Problem(HttpStatus.UNAUTHORIZED, "UNAUTHENTICATED", "The first frame is auth.");
        }
        if (handler == null) {
            throw new Problem(HttpStatus.BAD_REQUEST, "UNKNOWN_FRAME", "There is no frame of this type.");
        }
        return handler.handle(known, frame);
    }

    private Mono<Void> authenticate(Inbound frame) {
        String token = frame.optionalText("token");
        if (token == null) {
            wire.close(Closing.NO_SESSION);
            return Mono.empty();
        }
        return enter(token, connectionId(frame));
    }

    private Mono<Void> enter(String token, @Nullable String connectionId) {
        return entrance.enter(wire, token, connectionId)
                .doOnNext(entered -> connection = entered)
                .then();
    }

    /** Cookie or header have done it; the client may still name its connection. */
    private Mono<Void> rename(Connection known, Inbound frame) {
        String token = frame.optionalText("token");
        if (token != null && !token.equals(known.token())) {
            throw new Problem(HttpStatus.CONFLICT, "ALREADY_AUTHENTICATED", "The connection has a session already.");
        }
        return Mono.fromRunnable(() -> {
            String connectionId = connectionId(frame);
            if (connectionId != null) {
                entrance.claim(known, connectionId);
            }
            entrance.sayReady(known);
        });
    }

    private static @Nullable String connectionId(Inbound frame) {
        String id = frame.optionalText("connectionId");
        if (id != null && (id.isEmpty() || id.length() > CONNECTION_ID_CHARACTERS || !FrameReader.isText(id))) {
            throw new ValidationFailed("connectionId", "must have 1 to " + CONNECTION_ID_CHARACTERS + " characters");
        }
        return id;
    }

    void end() {
        Connection known = connection;
        if (known != null) {
            entrance.leave(known);
        }
    }

    static Problem problem(Throwable error) {
        if (error instanceof Problem problem) {
            return problem;
        }
        if (error instanceof TimeoutException || error instanceof RedisUnavailable) {
            return new Problem(HttpStatus.SERVICE_UNAVAILABLE, "UPSTREAM_UNAVAILABLE", "This cannot be done now.");
        }
        log.atError().setCause(error).log("socket.frame.failed");
        return new Problem(HttpStatus.INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", "Something went wrong.");
    }
}
