package io.realtimeconnect.communication.conversation;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Who takes part in what, and how far each has read. */
@Repository
public class Members {

    private static final String COLUMNS =
            "SELECT m.conversation_id, m.user_id, m.display_name, m.read_seq, m.open, c.created_at ";

    private final DatabaseClient db;
    private final Cache<UUID, List<UUID>> users =
            Caffeine.newBuilder().maximumSize(50_000).build();

    Members(DatabaseClient db) {
        this.db = db;
    }

    /** The users of a conversation, which never change; signals {@link ConversationNotFound}. */
    public Mono<List<UUID>> usersOf(UUID conversationId) {
        List<UUID> known = users.getIfPresent(conversationId);
        if (known != null) {
            return Mono.just(known);
        }
        return of(List.of(conversationId))
                .map(Member::userId)
                .collectList()
                .filter(found -> !found.isEmpty())
                .doOnNext(found -> users.put(conversationId, found))
                .switchIfEmpty(Mono.error(ConversationNotFound::new));
    }

    /** The others in a conversation of the user's; signals {@link ConversationNotFound}, to outsiders too. */
    public Mono<List<UUID>> partnersOf(UUID conversationId, UUID userId) {
        return usersOf(conversationId)
                .filter(found -> found.contains(userId))
                .map(found -> found.stream().filter(id -> !id.equals(userId)).toList())
                .switchIfEmpty(Mono.error(ConversationNotFound::new));
    }

    /** Everybody's part in each of the conversations. */
    public Flux<Member> of(Collection<UUID> conversations) {
        return db.sql(COLUMNS + """
                        FROM member m JOIN conversation c ON c.id = m.conversation_id
                       WHERE m.conversation_id = ANY($1)
                       """)
                .bind(0, conversations.toArray(UUID[]::new))
                .map(Members::member)
                .all();
    }

    /** The users' parts in open conversations. */
    public Flux<Member> openOf(Collection<UUID> userIds) {
        return db.sql(COLUMNS + """
                        FROM member m JOIN conversation c ON c.id = m.conversation_id
                       WHERE m.user_id = ANY($1) AND m.open
                       """)
                .bind(0, userIds.toArray(UUID[]::new))
                .map(Members::member)
                .all();
    }

    /** The parts of all in open conversations that one of the users takes part in. */
    public Flux<Member> openAround(Collection<UUID> userIds) {
        return db.sql(COLUMNS + """
                        FROM member mine
                        JOIN member m ON m.conversation_id = mine.conversation_id
                        JOIN conversation c ON c.id = m.conversation_id
                       WHERE mine.user_id = ANY($1) AND mine.open
                       """)
                .bind(0, userIds.toArray(UUID[]::new))
                .map(Members::member)
                .all();
    }

    /** Open conversations of exactly these two. */
    Flux<UUID> openBetween(UUID one, UUID other) {
        return db.sql("""
                        SELECT a.conversation_id
                          FROM member a JOIN member b USING (conversation_id)
                         WHERE a.user_id = $1 AND b.user_id = $2 AND a.open
                        """)
                .bind(0, one)
                .bind(1, other)
                .map(row -> Objects.requireNonNull(row.get(0, UUID.class)))
                .all();
    }

    /** Moves the read position forward; false when it was there or beyond. */
    Mono<Boolean> read(UUID conversationId, UUID userId, long seq) {
        return db.sql("""
                        UPDATE member SET read_seq = $3
                         WHERE conversation_id = $1 AND user_id = $2 AND read_seq < $3
                        """)
                .bind(0, conversationId)
                .bind(1, userId)
                .bind(2, seq)
                .fetch()
                .rowsUpdated()
                .map(rows -> rows > 0);
    }

    /** Shows another name in all conversations; an older version than the one shown changes nothing. */
    Mono<Void> rename(UUID userId, String displayName, long version) {
        return db.sql("""
                        UPDATE member SET display_name = $2, name_version = $3
                         WHERE user_id = $1 AND name_version < $3
                        """).bind(0, userId).bind(1, displayName).bind(2, version).then();
    }

    /** Shows no name of a user any more, and nothing that was in their profile. */
    Mono<Void> forget(UUID userId) {
        return db.sql("UPDATE member SET display_name = '', name_version = $2 WHERE user_id = $1")
                .bind(0, userId)
                .bind(1, Long.MAX_VALUE)
                .then()
                .then(db.sql("""
                                UPDATE conversation c SET match = c.match || '{"commonInterests": []}'
                                  FROM member m WHERE m.conversation_id = c.id AND m.user_id = $1
                                """).bind(0, userId).then());
    }

    private static Member member(Readable row) {
        return new Member(
                required(row, "conversation_id", UUID.class),
                required(row, "user_id", UUID.class),
                required(row, "display_name", String.class),
                required(row, "read_seq", Long.class),
                required(row, "open", Boolean.class),
                required(row, "created_at", Instant.class));
    }

    private static <T> T required(Readable row, String column, Class<T> type) {
        return Objects.requireNonNull(row.get(column, type));
    }
}
