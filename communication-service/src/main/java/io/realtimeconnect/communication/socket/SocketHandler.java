package io.realtimeconnect.communication.socket;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.realtimeconnect.perf.access.Credentials;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpCookie;
import org.springframework.stereotype.Component;
import org.springframework.web.reactive.socket.CloseStatus;
import org.springframework.web.reactive.socket.HandshakeInfo;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** {@code /ws}: takes every upgrade, and sorts out who it is afterwards. */
@Component
class SocketHandler implements WebSocketHandler {

    static final String SUBPROTOCOL = "rtc.v1";

    private static final Logger log = LoggerFactory.getLogger(SocketHandler.class);
    private static final int FRAMES_AHEAD = 4;

    private final Connections connections;
    private final Entrance entrance;
    private final FrameReader reader;
    private final Map<String, FrameHandler> handlers;
    private final ConnectionProperties properties;
    private final JsonMapper json;

    SocketHandler(
            Connections connections,
            Entrance entrance,
            FrameReader reader,
            List<FrameHandler> handlers,
            ConnectionProperties properties,
            JsonMapper json) {
        this.connections = connections;
        this.entrance = entrance;
        this.reader = reader;
        this.handlers = handlers.stream().collect(Collectors.toMap(FrameHandler::type, Function.identity()));
        this.properties = properties;
        this.json = json;
    }

    @Override
    public List<String> getSubProtocols() {
        return List.of(SUBPROTOCOL);
    }

    @Override
    public Mono<Void> handle(WebSocketSession session) {
        CloseStatus refusal = connections.refusal();
        if (refusal != null) {
            return session.close(refusal);
        }
        Wire wire = new Wire(session, properties.outbox().toBytes(), json);
        Dialogue dialogue = new Dialogue(wire, entrance, reader, handlers);
        connections.add(wire);
        return dialogue.begin(token(session.getHandshakeInfo()), properties.authTimeout())
                .thenMany(session.receive().map(dialogue::hear).concatMap(answer -> answer, FRAMES_AHEAD))
                .then()
                .onErrorResume(e -> broken(session, e))
                .doFinally(signal -> {
                    connections.remove(wire);
                    dialogue.end();
                });
    }

    private static Mono<Void> broken(WebSocketSession session, Throwable error) {
        log.atDebug().addKeyValue("cause", String.valueOf(error)).log("socket.broken");
        if (error instanceof CorruptedWebSocketFrameException frame) {
            return session.close(new CloseStatus(frame.closeStatus().code(), "UNREADABLE"));
        }
        return error instanceof TooLongFrameException ? session.close(Closing.TOO_LARGE) : Mono.empty();
    }

    private static @Nullable String token(HandshakeInfo handshake) {
        String header = handshake.getHeaders().getFirst(Credentials.HEADER);
        if (header != null && !header.isBlank()) {
            return header;
        }
        HttpCookie cookie = handshake.getCookies().getFirst(Credentials.COOKIE);
        return cookie == null || cookie.getValue().isBlank() ? null : cookie.getValue();
    }
}
