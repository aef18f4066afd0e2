package io.realtimeconnect.communication.conversation;

import io.realtimeconnect.communication.delivery.Fanout;
import io.realtimeconnect.communication.delivery.Hint;
import io.realtimeconnect.communication.log.ConversationLog;
import io.realtimeconnect.communication.log.Head;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** How far somebody has read; it only moves forward, and never beyond the last message. */
@Service
public class ReadPositions {

    private final Members members;
    private final ConversationLog log;
    private final Fanout fanout;
    private final JsonMapper json;

    ReadPositions(Members members, ConversationLog log, Fanout fanout, JsonMapper json) {
        this.members = members;
        this.log = log;
        this.fanout = fanout;
        this.json = json;
    }

    record Receipt(String type, UUID conversationId, UUID userId, long seq) {}

    /** Moves it, and tells the partner when it moved. */
    public Mono<Void> read(UUID userId, UUID conversationId, long seq) {
        if (seq < 0) {
            return Mono.error(MessageText.invalid("seq", "must not be negative"));
        }
        return members.partnersOf(conversationId, userId)
                .flatMap(partners -> log.heads(List.of(conversationId))
                        .flatMap(heads -> Mono.justOrEmpty(heads.get(conversationId)))
                        .map(Head::lastSeq)
                        .flatMap(last -> move(userId, conversationId, Math.min(seq, last), partners)));
    }

    private Mono<Void> move(UUID userId, UUID conversationId, long seq, List<UUID> partners) {
        return members.read(conversationId, userId, seq)
                .filter(moved -> moved)
                .doOnNext(moved -> {
                    Hint receipt = Hint.push(json.valueToTree(new Receipt("receipt", conversationId, userId, seq)));
                    partners.forEach(partner -> fanout.tell(partner, receipt));
                })
                .then();
    }
}
