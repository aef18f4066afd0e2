package io.realtimeconnect.communication.socket;

import io.realtimeconnect.communication.conversation.Members;
import io.realtimeconnect.communication.conversation.ReadPositions;
import io.realtimeconnect.communication.delivery.Fanout;
import io.realtimeconnect.communication.delivery.Hint;
import io.realtimeconnect.communication.presence.Presence;
import io.realtimeconnect.perf.web.Ids;
import io.realtimeconnect.perf.web.Problem;
import io.realtimeconnect.perf.web.ValidationFailed;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The frames that need a few lines each. */
@Configuration(proxyBeanMethods = false)
class SmallFrames {

    private static final int USERS = 100;

    private record Handler(String type, BiFunction<Connection, Inbound, Mono<Void>> answer) implements FrameHandler {
        @Override
        public Mono<Void> handle(Connection connection, Inbound frame) {
            return answer.apply(connection, frame);
        }
    }

    @Bean
    FrameHandler pingFrame() {
        return new Handler(
                "ping",
                (connection, frame) -> Mono.fromRunnable(() -> connection.wire().send(new Frames.Pong(frame.ref()))));
    }

    @Bean
    FrameHandler readFrame(ReadPositions positions, Presence presence) {
        return new Handler("message.read", (connection, frame) -> {
            presence.active(connection.userId());
            return positions.read(connection.userId(), frame.conversation(), frame.position("seq"));
        });
    }

    @Bean
    FrameHandler typingFrame(Members members, Fanout fanout, Presence presence, JsonMapper json) {
        return new Handler("typing", (connection, frame) -> {
            UUID conversationId = frame.conversation();
            boolean active = frame.flag("active");
            if (connection.feed().hasEnded(conversationId)) {
                throw new Problem(HttpStatus.CONFLICT, "CONVERSATION_ENDED", "The conversation has ended.");
            }
            presence.active(connection.userId());
            return members.partnersOf(conversationId, connection.userId())
                    .filter(partners -> connection.typing().take(active, System.nanoTime()))
                    .doOnNext(partners -> {
                        Hint hint = Hint.push(
                                json.valueToTree(new Frames.Typing(conversationId, connection.userId(), active)));
                        partners.forEach(partner -> fanout.tell(partner, hint));
                    })
                    .then();
        });
    }

    @Bean
    FrameHandler presenceFrame(Presence presence) {
        return new Handler(
                "presence.get",
                (connection, frame) -> presence.seenBy(connection.userId(), users(frame))
                        .doOnNext(users -> connection.wire().send(new Frames.Presences(frame.ref(), users)))
                        .then());
    }

    private static List<UUID> users(Inbound frame) {
        JsonNode list = frame.body().get("userIds");
        if (list == null || !list.isArray() || list.size() > USERS) {
            throw new ValidationFailed("userIds", "must be a list of at most " + USERS);
        }
        List<UUID> users = new ArrayList<>();
        for (JsonNode id : list) {
            users.add(Ids.parse(id.asString(""))
                    .orElseThrow(() -> new ValidationFailed("userIds", "must be ids of users")));
        }
        return users;
    }
}
