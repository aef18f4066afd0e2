package io.realtimeconnect.history.search;

import io.realtimeconnect.history.log.Message;
import io.realtimeconnect.history.log.Rows;
import io.realtimeconnect.history.log.Words;
import io.realtimeconnect.history.log.Words.Word;
import io.realtimeconnect.history.query.TimeLimit;
import io.realtimeconnect.perf.replica.ReadReplicas;
import io.realtimeconnect.perf.web.Cursors;
import io.realtimeconnect.perf.web.Page;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Finds messages of one's own conversations by their words, newest first. */
@Service
class MessageSearch {

    private final DatabaseClient db;
    private final Rows rows;
    private final TimeLimit timeLimit;
    private final ReadReplicas replicas;
    private final Cursors cursors;
    private final Duration longest;

    /** @param longest what one search may take of the database */
    MessageSearch(
            DatabaseClient db,
            Rows rows,
            TimeLimit timeLimit,
            ReadReplicas replicas,
            Cursors cursors,
            @Value("${history.search.longest:3s}") Duration longest) {
        this.db = db;
        this.rows = rows;
        this.timeLimit = timeLimit;
        this.replicas = replicas;
        this.cursors = cursors;
        this.longest = longest;
    }

    /** @param cursor of the page before, for the same words */
    Mono<Page<Found>> find(UUID userId, String text, @Nullable String cursor, int limit) {
        List<Word> wanted = Words.in(text);
        String scope =
                "search:" + userId + ":" + wanted.stream().map(Word::folded).collect(Collectors.joining(" "));
        Place after = cursor == null ? Place.NEWEST : Place.parse(cursors.decode(scope, cursor));
        String query = Words.query(wanted);
        if (query == null) {
            return Mono.just(new Page<>(List.of(), null));
        }
        return replicas.reads(timeLimit.within(longest, matching(userId, query, after, limit + 1)))
                .collectList()
                .map(found -> {
                    boolean more = found.size() > limit;
                    List<Message> page = more ? found.subList(0, limit) : found;
                    return new Page<>(
                            page.stream()
                                    .map(message -> Found.of(message, wanted))
                                    .toList(),
                            more
                                    ? cursors.encode(
                                            scope, Place.of(page.get(limit - 1)).payload())
                                    : null);
                });
    }

    private Flux<Message> matching(UUID userId, String query, Place after, int limit) {
        return db.sql("SELECT " + Rows.MESSAGE + """
                         FROM participant p
                         JOIN message m USING (conversation_id)
                        WHERE p.user_id = $1
                          AND m.words @@ $2::tsquery
                          AND m.deleted_at IS NULL
                          AND (m.created_at, m.conversation_id, m.seq) < ($3, $4, $5)
                        ORDER BY m.created_at DESC, m.conversation_id DESC, m.seq DESC
                        LIMIT $6
                        """)
                .bind(0, userId)
                .bind(1, query)
                .bind(2, after.at())
                .bind(3, after.conversationId())
                .bind(4, after.seq())
                .bind(5, limit)
                .map((row, meta) -> rows.message(row))
                .all();
    }

    /** A place in the order of what is found; two messages of one moment are told apart by where they stand. */
    private record Place(Instant at, UUID conversationId, long seq) {

        static final Place NEWEST = new Place(Instant.parse("9999-01-01T00:00:00Z"), new UUID(-1, -1), Long.MAX_VALUE);

        static Place of(Message message) {
            return new Place(message.createdAt(), message.conversationId(), message.seq());
        }

        String payload() {
            return at + "|" + conversationId + "|" + seq;
        }

        static Place parse(String payload) {
            String[] parts = payload.split("\\|");
            return new Place(Instant.parse(parts[0]), UUID.fromString(parts[1]), Long.parseLong(parts[2]));
        }
    }
}
