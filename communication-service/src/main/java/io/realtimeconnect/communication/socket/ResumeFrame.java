package io.realtimeconnect.communication.socket;

import io.realtimeconnect.communication.conversation.Member;
import io.realtimeconnect.communication.conversation.Members;
import io.realtimeconnect.communication.log.ConversationLog;
import io.realtimeconnect.communication.log.Head;
import io.realtimeconnect.perf.web.Ids;
import io.realtimeconnect.perf.web.ValidationFailed;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * {@code resume}: goes on from what the client says it knows. Conversations that are none of the client's are passed over; open ones
 * that it does not name are told of in the answer.
 */
@Component
class ResumeFrame implements FrameHandler {

    static final String TYPE = "resume";

    private static final int MOST = 500;

    private final Members members;
    private final ConversationLog log;

    ResumeFrame(Members members, ConversationLog log) {
        this.members = members;
        this.log = log;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Mono<Void> handle(Connection connection, Inbound frame) {
        return Mono.defer(() -> resume(connection, frame))
                .doFinally(signal -> connection.feed().resumeAnswered());
    }

    private Mono<Void> resume(Connection connection, Inbound frame) {
        Map<UUID, Long> named = named(frame);
        UUID userId = connection.userId();
        Flux<Member> own = members.of(named.keySet())
                .filter(member -> member.userId().equals(userId))
                .mergeWith(members.openOf(Set.of(userId)));
        return own.collect(Collectors.toMap(Member::conversationId, member -> member, (a, b) -> a))
                .flatMap(parts -> log.heads(parts.keySet()).doOnNext(heads -> {
                    named.keySet().retainAll(heads.keySet());
                    connection.feed().resume(frame.ref(), named, heads, positions(parts, heads));
                    connection.complete();
                }))
                .then();
    }

    private static List<Frames.Position> positions(Map<UUID, Member> parts, Map<UUID, Head> heads) {
        return parts.values().stream()
                .flatMap(part -> position(part, heads.get(part.conversationId())))
                .toList();
    }

    private static Stream<Frames.Position> position(Member part, @Nullable Head head) {
        return head == null || !head.isOpen()
                ? Stream.empty()
                : Stream.of(
                        new Frames.Position(head.id(), head.lastSeq(), head.lastRev(), part.readSeq(), head.state()));
    }

    private static Map<UUID, Long> named(Inbound frame) {
        JsonNode list = frame.body().get("conversations");
        if (list == null || !list.isArray() || list.size() > MOST) {
            throw new ValidationFailed("conversations", "must be a list of at most " + MOST);
        }
        Map<UUID, Long> named = new HashMap<>();
        Set<String> seen = new HashSet<>();
        for (JsonNode item : list) {
            JsonNode id = item.get("id");
            if (id == null || !id.isString() || !seen.add(id.asString())) {
                throw new ValidationFailed("conversations", "must name each conversation once");
            }
            long afterRev = Inbound.position(item, "afterRev");
            Ids.parse(id.asString()).ifPresent(uuid -> named.put(uuid, afterRev));
        }
        return named;
    }
}
