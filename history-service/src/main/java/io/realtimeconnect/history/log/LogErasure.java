package io.realtimeconnect.history.log;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/**
 * Makes empty shells of all that a user has said, as deletions do: each takes a {@code rev}, so whoever follows a conversation learns of
 * it. Also the names that the user's clients gave to messages go, and cached pages of what was said.
 */
@Component
public class LogErasure {

    private static final int CONVERSATIONS = 200;
    private static final int MESSAGES = 500;

    private final DatabaseClient db;
    private final PageRemoval pages;
    private final TransactionalOperator transaction;
    private final Clock clock;

    LogErasure(DatabaseClient db, PageRemoval pages, TransactionalOperator transaction, Clock clock) {
        this.db = db;
        this.pages = pages;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Can be repeated, and goes on where it was broken off; what is erased from the log no longer waits for Redis. */
    public Mono<Void> erase(UUID userId) {
        return Conversations.of(db, userId, CONVERSATIONS)
                .concatMap(conversation -> eraseIn(conversation, userId), 1)
                .thenMany(Conversations.of(db, userId, CONVERSATIONS))
                .concatMap(pages::now, 1)
                .then();
    }

    /** A bounded number of messages a transaction: others wait for its lock. */
    private Mono<Void> eraseIn(UUID conversationId, UUID userId) {
        return some(conversationId, userId)
                .repeat()
                .takeUntil(erased -> erased < MESSAGES)
                .then();
    }

    private Mono<Long> some(UUID conversationId, UUID userId) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return db.sql("SELECT rev FROM head WHERE conversation_id = $1 FOR NO KEY UPDATE")
                .bind(0, conversationId)
                .fetch()
                .one()
                .then(shells(conversationId, userId, now).defaultIfEmpty(0L))
                .flatMap(erased -> forgetNames(conversationId, userId).thenReturn(erased))
                .as(transaction::transactional);
    }

    private Mono<Long> shells(UUID conversationId, UUID userId, Instant now) {
        return db.sql("""
                        WITH chosen AS (
                          SELECT seq, row_number() OVER (ORDER BY seq) AS place
                            FROM message
                           WHERE conversation_id = $1 AND sender_id = $2 AND deleted_at IS NULL
                           ORDER BY seq
                           LIMIT $4),
                        shells AS (
                          UPDATE message m
                             SET rev = h.rev + c.place, body = '', words = '', media = NULL, screened = true,
                                 deleted_at = greatest($3, m.created_at)
                            FROM chosen c, head h
                           WHERE h.conversation_id = $1 AND m.conversation_id = $1 AND m.seq = c.seq
                          RETURNING m.seq)
                        UPDATE head
                           SET rev = rev + (SELECT count(*) FROM shells)
                         WHERE conversation_id = $1 AND EXISTS (SELECT FROM chosen)
                        RETURNING (SELECT count(*) FROM shells) AS erased
                        """)
                .bind(0, conversationId)
                .bind(1, userId)
                .bind(2, now)
                .bind(3, MESSAGES)
                .map(row -> Objects.requireNonNull(row.get("erased", Long.class)))
                .one();
    }

    private Mono<Void> forgetNames(UUID conversationId, UUID userId) {
        return db.sql("""
                        UPDATE message SET client_message_id = id::text
                         WHERE conversation_id = $1 AND sender_id = $2
                           AND deleted_at IS NOT NULL AND client_message_id <> id::text
                        """).bind(0, conversationId).bind(1, userId).then();
    }
}
