package io.realtimeconnect.communication.log;

import io.realtimeconnect.perf.web.Problem;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Reads the log. Problems of history-service arrive as they are; a log that cannot be reached is {@code UPSTREAM_UNAVAILABLE}.
 */
@Component
public class ConversationLog {

    private static final int HEADS_AT_ONCE = 500;

    private final HistoryApi history;
    private final LogProperties properties;
    private final Map<Place, Mono<ChangePage>> reading = new ConcurrentHashMap<>();

    private record Place(UUID conversationId, long afterRev) {}

    ConversationLog(HistoryApi history, LogProperties properties) {
        this.history = history;
        this.properties = properties;
    }

    /** Opens the log of a conversation; does nothing when it is open already. */
    public Mono<Head> open(UUID conversationId, List<UUID> participants, Instant createdAt) {
        return history.open(conversationId, new HistoryApi.Opening(participants, createdAt));
    }

    /** The next page after a {@code rev}; readers who want the same one at the same time share the call. */
    public Mono<ChangePage> changes(UUID conversationId, long afterRev) {
        Place place = new Place(conversationId, afterRev);
        return Mono.defer(() -> reading.computeIfAbsent(place, this::read));
    }

    private Mono<ChangePage> read(Place place) {
        return Mono.defer(() -> history.changes(place.conversationId(), place.afterRev(), properties.page()))
                .timeout(properties.tryTimeout())
                .doOnTerminate(() -> reading.remove(place))
                .share();
    }

    /** A message in its present state; empty when there is none. */
    public Mono<Message> message(UUID conversationId, UUID messageId) {
        return history.message(conversationId, messageId)
                .timeout(properties.tryTimeout())
                .onErrorResume(e -> e instanceof Problem p && p.status().value() == 404, e -> Mono.empty());
    }

    public Mono<Map<UUID, Head>> heads(Collection<UUID> conversations) {
        return byId(conversations, ids -> new HistoryApi.Heads(ids, null, null));
    }

    /** Heads with last message and unread count as one of the participants has them. */
    public Mono<Map<UUID, Head>> headsSeenBy(UUID userId, Map<UUID, Long> readSeqs) {
        return byId(readSeqs.keySet(), ids -> new HistoryApi.Heads(ids, userId, readSeqs));
    }

    private Mono<Map<UUID, Head>> byId(Collection<UUID> conversations, Function<List<UUID>, HistoryApi.Heads> call) {
        return Flux.fromIterable(conversations)
                .distinct()
                .buffer(HEADS_AT_ONCE)
                .flatMap(ids -> history.heads(call.apply(ids)).timeout(properties.tryTimeout()), 2)
                .flatMapIterable(HistoryApi.Items::items)
                .collect(Collectors.toMap(Head::id, head -> head, (a, b) -> b));
    }

    /**
     * Heads of a user's conversations, newest activity first.
     *
     * @param state {@code open} or {@code ended}, null for both
     * @param after the {@link Head#place()} of the last one seen, null for the first page
     */
    public Mono<List<Head>> of(UUID userId, @Nullable String state, @Nullable String after, int limit) {
        return history.of(userId, state, after, limit).map(HistoryApi.Items::items);
    }

    /** What was delivered and still has to be screened, oldest first. */
    public Mono<List<Unscreened>> unscreened(int limit) {
        return history.unscreened(limit).timeout(properties.tryTimeout()).map(HistoryApi.Items::items);
    }
}
