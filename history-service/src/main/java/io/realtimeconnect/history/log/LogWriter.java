package io.realtimeconnect.history.log;

import io.realtimeconnect.history.log.Ledger.Applied;
import io.realtimeconnect.history.log.Ledger.OpKey;
import io.realtimeconnect.history.log.Ledger.Written;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The statements of an append; all of them run in the caller's transaction. */
@Component
class LogWriter {

    private final DatabaseClient db;
    private final Rows rows;

    LogWriter(DatabaseClient db, Rows rows) {
        this.db = db;
        this.rows = rows;
    }

    /** Locks heads in the order of their ids, so that two appends never wait for one another. */
    Flux<Head> lock(Collection<UUID> conversations) {
        return db.sql("SELECT " + Rows.HEAD + """
                         FROM head h
                        WHERE h.conversation_id = ANY($1)
                        ORDER BY h.conversation_id
                          FOR NO KEY UPDATE
                        """)
                .bind(0, conversations.stream().distinct().toArray(UUID[]::new))
                .map((row, meta) -> rows.head(row))
                .all();
    }

    /** The stored messages that new ones would repeat. */
    Flux<Message> repeated(Collection<Op> messages) {
        if (messages.isEmpty()) {
            return Flux.empty();
        }
        return db.sql("SELECT " + Rows.MESSAGE + """
                         FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS k (conversation_id, sender_id, client_message_id)
                         JOIN message m USING (conversation_id, sender_id, client_message_id)
                        """)
                .bind(0, column(messages, Op::conversationId, UUID[]::new))
                .bind(1, column(messages, Op::actorId, UUID[]::new))
                .bind(2, column(messages, Op::clientMessageId, String[]::new))
                .map((row, meta) -> rows.message(row))
                .all();
    }

    /** The messages that edits and deletions are about. */
    Flux<Message> targets(Collection<Op> changes) {
        List<Op> named = changes.stream().filter(op -> op.messageId() != null).toList();
        if (named.isEmpty()) {
            return Flux.empty();
        }
        return db.sql("SELECT " + Rows.MESSAGE + """
                         FROM (SELECT DISTINCT * FROM unnest($1::uuid[], $2::uuid[])) AS k (conversation_id, id)
                         JOIN message m USING (conversation_id, id)
                        """)
                .bind(0, column(named, Op::conversationId, UUID[]::new))
                .bind(1, column(named, Op::messageId, UUID[]::new))
                .map((row, meta) -> rows.message(row))
                .all();
    }

    Flux<Applied> applied(Collection<Op> changes) {
        if (changes.isEmpty()) {
            return Flux.empty();
        }
        return db.sql("""
                        SELECT a.conversation_id, a.op_id, a.rev, a.message_id
                          FROM unnest($1::uuid[], $2::uuid[]) AS k (conversation_id, op_id)
                          JOIN applied a USING (conversation_id, op_id)
                        """)
                .bind(0, column(changes, Op::conversationId, UUID[]::new))
                .bind(1, column(changes, Op::opId, UUID[]::new))
                .map((row, meta) -> new Applied(
                        new OpKey(Rows.get(row, "conversation_id", UUID.class), Rows.get(row, "op_id", UUID.class)),
                        Rows.get(row, "rev", Long.class),
                        row.get("message_id", UUID.class)))
                .all();
    }

    Mono<Void> insert(Collection<Written> written) {
        if (written.isEmpty()) {
            return Mono.empty();
        }
        return db.sql("""
                        INSERT INTO message (conversation_id, seq, id, rev, created_rev, sender_id, client_message_id,
                                             type, body, media, created_at, edited_at, deleted_at, screened, words)
                        SELECT conversation_id, seq, id, rev, created_rev, sender_id, client_message_id,
                               type, body, media::jsonb, created_at, edited_at, deleted_at, screened, words::tsvector
                          FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::bigint[], $5::bigint[], $6::uuid[],
                                      $7::text[], $8::text[], $9::text[], $10::text[], $11::timestamptz[],
                                      $12::timestamptz[], $13::timestamptz[], $14::boolean[], $15::text[])
                               AS m (conversation_id, seq, id, rev, created_rev, sender_id, client_message_id,
                                     type, body, media, created_at, edited_at, deleted_at, screened, words)
                        """)
                .bind(0, messages(written, Message::conversationId, UUID[]::new))
                .bind(1, messages(written, Message::seq, Long[]::new))
                .bind(2, messages(written, Message::id, UUID[]::new))
                .bind(3, messages(written, Message::rev, Long[]::new))
                .bind(4, messages(written, Message::createdRev, Long[]::new))
                .bind(5, messages(written, Message::senderId, UUID[]::new))
                .bind(6, messages(written, Message::clientMessageId, String[]::new))
                .bind(7, messages(written, Message::type, String[]::new))
                .bind(8, messages(written, Message::body, String[]::new))
                .bind(9, messages(written, m -> Rows.text(m.media()), String[]::new))
                .bind(10, messages(written, Message::createdAt, Instant[]::new))
                .bind(11, messages(written, Message::editedAt, Instant[]::new))
                .bind(12, messages(written, Message::deletedAt, Instant[]::new))
                .bind(13, column(written, Written::screened, Boolean[]::new))
                .bind(14, messages(written, m -> Words.vector(m.body()), String[]::new))
                .then();
    }

    Mono<Void> update(Collection<Written> written) {
        if (written.isEmpty()) {
            return Mono.empty();
        }
        return db.sql("""
                        UPDATE message m
                           SET rev = n.rev, body = n.body, media = n.media::jsonb, edited_at = n.edited_at,
                               deleted_at = n.deleted_at, screened = n.screened, words = n.words::tsvector
                          FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::text[], $5::text[],
                                      $6::timestamptz[], $7::timestamptz[], $8::boolean[], $9::text[])
                               AS n (conversation_id, seq, rev, body, media, edited_at, deleted_at, screened, words)
                         WHERE m.conversation_id = n.conversation_id AND m.seq = n.seq
                        """)
                .bind(0, messages(written, Message::conversationId, UUID[]::new))
                .bind(1, messages(written, Message::seq, Long[]::new))
                .bind(2, messages(written, Message::rev, Long[]::new))
                .bind(3, messages(written, Message::body, String[]::new))
                .bind(4, messages(written, m -> Rows.text(m.media()), String[]::new))
                .bind(5, messages(written, Message::editedAt, Instant[]::new))
                .bind(6, messages(written, Message::deletedAt, Instant[]::new))
                .bind(7, column(written, Written::screened, Boolean[]::new))
                .bind(8, messages(written, m -> Words.vector(m.body()), String[]::new))
                .then();
    }

    Mono<Void> note(Collection<Applied> done, Instant at) {
        if (done.isEmpty()) {
            return Mono.empty();
        }
        return db.sql("""
                        INSERT INTO applied (conversation_id, op_id, rev, message_id, applied_at)
                        SELECT conversation_id, op_id, rev, message_id, $5
                          FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::uuid[])
                               AS a (conversation_id, op_id, rev, message_id)
                        """)
                .bind(0, column(done, a -> a.key().conversationId(), UUID[]::new))
                .bind(1, column(done, a -> a.key().opId(), UUID[]::new))
                .bind(2, column(done, Applied::rev, Long[]::new))
                .bind(3, column(done, Applied::messageId, UUID[]::new))
                .bind(4, at)
                .then();
    }

    Mono<Void> move(Collection<Head> heads) {
        if (heads.isEmpty()) {
            return Mono.empty();
        }
        return db.sql("""
                        UPDATE head h
                           SET seq = n.seq, rev = n.rev, state = n.state, ended_rev = n.ended_rev,
                               ended_reason = n.ended_reason, ended_by = n.ended_by, last_at = n.last_at
                          FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::text[],
                                      $7::uuid[], $8::timestamptz[])
                               AS n (conversation_id, seq, rev, state, ended_rev, ended_reason, ended_by, last_at)
                         WHERE h.conversation_id = n.conversation_id
                        """)
                .bind(0, column(heads, Head::conversationId, UUID[]::new))
                .bind(1, column(heads, Head::seq, Long[]::new))
                .bind(2, column(heads, Head::rev, Long[]::new))
                .bind(3, column(heads, h -> h.state().wire(), String[]::new))
                .bind(4, column(heads, Head::endedRev, Long[]::new))
                .bind(5, column(heads, Head::endedReason, String[]::new))
                .bind(6, column(heads, Head::endedBy, UUID[]::new))
                .bind(7, column(heads, Head::lastAt, Instant[]::new))
                .then();
    }

    /** Gives those who took part in conversations that have just ended the time of it. */
    Mono<Void> close(Collection<Head> ended) {
        if (ended.isEmpty()) {
            return Mono.empty();
        }
        return db.sql("""
                        UPDATE participant p
                           SET ended_at = n.ended_at
                          FROM unnest($1::uuid[], $2::timestamptz[]) AS n (conversation_id, ended_at)
                         WHERE p.conversation_id = n.conversation_id AND p.ended_at IS NULL
                        """)
                .bind(0, column(ended, Head::conversationId, UUID[]::new))
                .bind(1, column(ended, Head::lastAt, Instant[]::new))
                .then();
    }

    private static <V> @Nullable V[] messages(
            Collection<Written> written, Function<Message, @Nullable V> member, IntFunction<V[]> array) {
        return column(written, w -> member.apply(w.message()), array);
    }

    private static <T, V> @Nullable V[] column(
            Collection<T> all, Function<? super T, @Nullable V> member, IntFunction<V[]> array) {
        return all.stream().map(member).toArray(array);
    }
}
