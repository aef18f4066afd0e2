package io.realtimeconnect.history.log;

import java.util.List;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** All that a user has said, conversation by conversation, read in pages whose number does not matter. */
@Component
public class OwnMessages {

    private static final int CONVERSATIONS = 100;
    private static final int MESSAGES = 200;

    private final DatabaseClient db;
    private final Rows rows;

    OwnMessages(DatabaseClient db, Rows rows) {
        this.db = db;
        this.rows = rows;
    }

    /** How many conversations there are to read. */
    public Mono<Long> conversations(UUID userId) {
        return db.sql("SELECT count(*) AS n FROM participant WHERE user_id = $1")
                .bind(0, userId)
                .map(row -> Rows.get(row, "n", Long.class))
                .one();
    }

    /**
     * The messages, ascending within a conversation; shells are left out.
     *
     * @param voice voice notes alone
     * @param conversationRead is run behind each conversation
     */
    public Flux<Message> of(UUID userId, boolean voice, Runnable conversationRead) {
        return Conversations.of(db, userId, CONVERSATIONS)
                .concatMap(conversation -> in(conversation, userId, voice).doOnComplete(conversationRead), 1);
    }

    private Flux<Message> in(UUID conversationId, UUID userId, boolean voice) {
        return page(conversationId, userId, voice, 0)
                .expand(page -> page.size() < MESSAGES
                        ? Mono.empty()
                        : page(
                                conversationId,
                                userId,
                                voice,
                                page.get(page.size() - 1).seq()))
                .concatMapIterable(page -> page, 1);
    }

    private Mono<List<Message>> page(UUID conversationId, UUID userId, boolean voice, long after) {
        return db.sql("SELECT " + Rows.MESSAGE + """
                         FROM message m
                        WHERE m.conversation_id = $1 AND m.sender_id = $2 AND m.seq > $3 AND m.deleted_at IS NULL
                          AND (m.type = 'voice' OR NOT $4)
                        ORDER BY m.seq
                        LIMIT $5
                        """)
                .bind(0, conversationId)
                .bind(1, userId)
                .bind(2, after)
                .bind(3, voice)
                .bind(4, MESSAGES)
                .map((row, meta) -> rows.message(row))
                .all()
                .collectList();
    }
}
