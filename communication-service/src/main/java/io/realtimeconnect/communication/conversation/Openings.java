package io.realtimeconnect.communication.conversation;

import io.realtimeconnect.communication.conversation.UserApi.Blocked;
import io.realtimeconnect.communication.conversation.UserApi.Pairs;
import io.realtimeconnect.communication.delivery.Fanout;
import io.realtimeconnect.communication.delivery.Hint;
import io.realtimeconnect.communication.log.ConversationLog;
import io.realtimeconnect.communication.sanction.Standings;
import io.realtimeconnect.perf.web.Problem;
import io.realtimeconnect.perf.web.ValidationFailed;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** New conversations, for two who were matched: first the log, then the rows here with their event, then the sockets. */
@Service
public class Openings {

    private final UserApi users;
    private final ConversationLog log;
    private final Conversations conversations;
    private final Standings standings;
    private final Fanout fanout;
    private final JsonMapper json;
    private final Clock clock;

    Openings(
            UserApi users,
            ConversationLog log,
            Conversations conversations,
            Standings standings,
            Fanout fanout,
            JsonMapper json,
            Clock clock) {
        this.users = users;
        this.log = log;
        this.conversations = conversations;
        this.standings = standings;
        this.fanout = fanout;
        this.json = json;
        this.clock = clock;
    }

    /** True when this call opened it; the same call again changes nothing, and tells both once more. */
    Mono<Boolean> open(UUID id, OpenConversation request) {
        List<UUID> pair =
                request.participants().stream().map(Participant::id).distinct().toList();
        if (pair.size() != 2) {
            return Mono.error(new ValidationFailed("participants", "are two different users"));
        }
        return users.blockedPairs(new Pairs(List.of(pair)))
                .filter(answer -> answer.blocked().isEmpty())
                .switchIfEmpty(Mono.error(Openings::refused))
                .flatMap(answer -> Flux.fromIterable(pair)
                        .filterWhen(standings::isBarred)
                        .next()
                        .flatMap(barred -> Mono.<Blocked>error(refused().with("userId", barred)))
                        .defaultIfEmpty(answer))
                .flatMap(answer -> log.open(id, pair, clock.instant()))
                .flatMap(head -> conversations.insert(id, request, head.createdAt()))
                .doOnNext(isNew -> announce(id, request));
    }

    /** A conversation as it is announced to one of its two. */
    public record Announcement(UUID userId, UUID conversationId, JsonNode frame) {}

    /** Conversations of these users that were opened since, for those who may not have been told. */
    public Flux<Announcement> since(Collection<UUID> users, Instant since) {
        return conversations
                .openedSince(users, since)
                .map(opened -> new Announcement(
                        opened.userId(),
                        opened.conversationId(),
                        Matched.frame(
                                json,
                                opened.conversationId(),
                                json.readValue(opened.match(), OpenConversation.Match.class),
                                opened.partner())));
    }

    private void announce(UUID id, OpenConversation request) {
        Participant one = request.participants().get(0);
        Participant other = request.participants().get(1);
        fanout.tell(one.id(), Hint.opened(id, Matched.frame(json, id, request.match(), other)));
        fanout.tell(other.id(), Hint.opened(id, Matched.frame(json, id, request.match(), one)));
    }

    private static Problem refused() {
        return new Problem(HttpStatus.CONFLICT, "CONVERSATION_REFUSED", "These two do not talk to each other.");
    }
}
