package io.realtimeconnect.communication.conversation;

import io.realtimeconnect.communication.log.ConversationLog;
import io.realtimeconnect.communication.log.Head;
import io.realtimeconnect.perf.web.Cursors;
import io.realtimeconnect.perf.web.Page;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** A user's conversations: order, state and messages from the log, names and read positions from here. */
@Service
class ConversationList {

    private final ConversationLog log;
    private final Members members;
    private final Cursors cursors;

    ConversationList(ConversationLog log, Members members, Cursors cursors) {
        this.log = log;
        this.members = members;
        this.cursors = cursors;
    }

    Mono<Conversation> one(UUID userId, UUID conversationId) {
        return members.partnersOf(conversationId, userId)
                .flatMap(partners -> seenBy(userId, List.of(conversationId)))
                .flatMap(seen -> Mono.justOrEmpty(seen.get(conversationId)))
                .switchIfEmpty(Mono.error(ConversationNotFound::new));
    }

    /** Newest activity first; what becomes active meanwhile moves to the first page and is on no later one. */
    Mono<Page<Conversation>> page(UUID userId, @Nullable String state, int limit, @Nullable String cursor) {
        String scope = "conversations:" + userId + ":" + state;
        return Mono.defer(() -> log.of(userId, state, cursor == null ? null : cursors.decode(scope, cursor), limit + 1))
                .flatMap(heads -> {
                    List<Head> shown = heads.subList(0, Math.min(limit, heads.size()));
                    String place = heads.size() > limit ? shown.get(limit - 1).place() : null;
                    return seenBy(userId, shown.stream().map(Head::id).toList())
                            .map(seen -> new Page<>(
                                    shown.stream()
                                            .map(head -> seen.get(head.id()))
                                            .filter(Objects::nonNull)
                                            .toList(),
                                    place == null ? null : cursors.encode(scope, place)));
                });
    }

    private Mono<Map<UUID, Conversation>> seenBy(UUID userId, Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return Mono.just(Map.of());
        }
        return members.of(ids)
                .collect(Collectors.groupingBy(Member::conversationId))
                .flatMap(parts -> log.headsSeenBy(userId, readSeqs(userId, parts))
                        .map(heads -> heads.values().stream()
                                .collect(Collectors.toMap(
                                        Head::id,
                                        head -> Conversation.of(
                                                head, parts.getOrDefault(head.id(), List.of()), userId)))));
    }

    private static Map<UUID, Long> readSeqs(UUID userId, Map<UUID, List<Member>> parts) {
        return parts.values().stream()
                .flatMap(List::stream)
                .filter(member -> member.userId().equals(userId))
                .collect(Collectors.toMap(Member::conversationId, Member::readSeq));
    }
}
