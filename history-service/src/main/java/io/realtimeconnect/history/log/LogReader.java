package io.realtimeconnect.history.log;

import io.realtimeconnect.perf.web.ValidationFailed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads the log; every statement is a range of an index. */
@Component
class LogReader {

    static final int UNREAD_AT_MOST = 999;

    private final DatabaseClient db;
    private final Rows rows;

    LogReader(DatabaseClient db, Rows rows) {
        this.db = db;
        this.rows = rows;
    }

    Mono<Head> head(UUID conversationId) {
        return db.sql("SELECT " + Rows.HEAD + " FROM head h WHERE h.conversation_id = $1")
                .bind(0, conversationId)
                .map((row, meta) -> rows.head(row))
                .one();
    }

    Flux<HeadView> heads(Collection<UUID> conversations) {
        return db.sql("SELECT " + Rows.HEAD + " FROM head h WHERE h.conversation_id = ANY($1)")
                .bind(0, conversations.toArray(UUID[]::new))
                .map((row, meta) -> HeadView.of(rows.head(row)))
                .all();
    }

    /**
     * Heads as one of their participants sees them.
     *
     * @param readSeqs how far the user has read each, 0 where it says nothing
     */
    Flux<HeadView> headsSeenBy(UUID userId, Collection<UUID> conversations, Map<UUID, Long> readSeqs) {
        UUID[] ids = conversations.toArray(UUID[]::new);
        Long[] read = conversations.stream()
                .map(id -> Objects.requireNonNullElse(readSeqs.get(id), 0L))
                .toArray(Long[]::new);
        return db.sql("SELECT " + Rows.HEAD + ", " + Rows.MESSAGE + """
                            , u.unread
                         FROM unnest($1::uuid[], $2::bigint[]) AS k (conversation_id, read_seq)
                         JOIN head h USING (conversation_id)
                         LEFT JOIN message m ON m.conversation_id = h.conversation_id AND m.seq = h.seq
                        CROSS JOIN LATERAL (
                              SELECT count(*)::int AS unread
                                FROM (SELECT 1
                                        FROM message n
                                       WHERE n.conversation_id = h.conversation_id AND n.seq > k.read_seq
                                         AND n.sender_id <> $3 AND n.deleted_at IS NULL
                                       LIMIT $4) AS n) AS u
                        WHERE $3 = ANY(h.participants)
                        """)
                .bind(0, ids)
                .bind(1, read)
                .bind(2, userId)
                .bind(3, UNREAD_AT_MOST)
                .map((row, meta) ->
                        HeadView.seenBy(rows.head(row), rows.messageIfAny(row), Rows.get(row, "unread", Integer.class)))
                .all();
    }

    /** A user's conversations, newest activity first; those before {@code before} if it is given. */
    Flux<HeadView> of(UUID userId, @Nullable State state, @Nullable Place before, int limit) {
        Place from = before == null ? Place.LATEST : before;
        return db.sql("SELECT " + Rows.HEAD + """
                         FROM (SELECT * FROM (
                                 (SELECT p.conversation_id, o.last_at AS at
                                    FROM participant p JOIN head o USING (conversation_id)
                                   WHERE p.user_id = $1 AND p.ended_at IS NULL AND $2 IN ('any', 'open'))
                                 UNION ALL
                                 (SELECT p.conversation_id, p.ended_at
                                    FROM participant p
                                   WHERE p.user_id = $1 AND p.ended_at IS NOT NULL AND $2 IN ('any', 'ended')
                                     AND (p.ended_at, p.conversation_id) < ($3, $4)
                                   ORDER BY p.ended_at DESC, p.conversation_id DESC
                                   LIMIT $5)) AS mine
                                WHERE (at, conversation_id) < ($3, $4)
                                ORDER BY at DESC, conversation_id DESC
                                LIMIT $5) AS l
                         JOIN head h USING (conversation_id)
                        ORDER BY l.at DESC, l.conversation_id DESC
                        """)
                .bind(0, userId)
                .bind(1, state == null ? "any" : state.wire())
                .bind(2, from.at())
                .bind(3, from.id())
                .bind(4, limit)
                .map((row, meta) -> HeadView.of(rows.head(row)))
                .all();
    }

    /** One snapshot of what changed after a {@code rev}; empty when there is no such conversation. */
    Mono<Changes> changes(UUID conversationId, long afterRev, int limit) {
        return db.sql("SELECT " + Rows.HEAD + ", " + Rows.MESSAGE + """
                         FROM head h
                         LEFT JOIN LATERAL (SELECT *
                                              FROM message
                                             WHERE conversation_id = $1 AND rev > $2
                                             ORDER BY rev
                                             LIMIT $3) AS m ON true
                        WHERE h.conversation_id = $1
                        ORDER BY m.rev
                        """)
                .bind(0, conversationId)
                .bind(1, afterRev)
                .bind(2, limit)
                .map((row, meta) -> new HeadAndMessage(rows.head(row), rows.messageIfAny(row)))
                .all()
                .collectList()
                .filter(found -> !found.isEmpty())
                .map(found -> merged(found, afterRev, limit));
    }

    private static Changes merged(List<HeadAndMessage> found, long afterRev, int limit) {
        Head head = found.get(0).head();
        List<Change> items = new ArrayList<>(found.size() + 1);
        for (HeadAndMessage next : found) {
            if (next.message() != null) {
                items.add(Change.message(next.message(), afterRev));
            }
        }
        Long ended = head.endedRev();
        if (ended != null && ended > afterRev) {
            int place = (int) items.stream().filter(item -> item.rev() < ended).count();
            items.add(place, Change.end(ended, head.endedReason(), head.endedBy()));
        }
        return new Changes(items.size() > limit ? items.subList(0, limit) : items, head.rev());
    }

    /** Messages with {@code from <= seq <= to}, ascending. */
    Flux<Message> range(UUID conversationId, long from, long to) {
        return db.sql("SELECT " + Rows.MESSAGE + """
                         FROM message m
                        WHERE m.conversation_id = $1 AND m.seq BETWEEN $2 AND $3
                        ORDER BY m.seq
                        """)
                .bind(0, conversationId)
                .bind(1, from)
                .bind(2, to)
                .map((row, meta) -> rows.message(row))
                .all();
    }

    Mono<Message> message(UUID conversationId, UUID messageId) {
        return db.sql("SELECT " + Rows.MESSAGE + " FROM message m WHERE m.conversation_id = $1 AND m.id = $2")
                .bind(0, conversationId)
                .bind(1, messageId)
                .map((row, meta) -> rows.message(row))
                .one();
    }

    /** What was delivered and still has to be screened, oldest first. */
    Flux<Message> unscreened(int limit) {
        return db.sql("SELECT " + Rows.MESSAGE + """
                         FROM message m
                        WHERE NOT m.screened
                        ORDER BY m.created_at, m.conversation_id, m.seq
                        LIMIT $1
                        """)
                .bind(0, limit)
                .map((row, meta) -> rows.message(row))
                .all();
    }

    /** Up to {@code limit} messages with one in the middle, ascending; empty when there is no such message. */
    Mono<List<Message>> around(UUID conversationId, UUID messageId, int limit) {
        return head(conversationId).zipWith(message(conversationId, messageId)).flatMap(found -> {
            Window window = Window.of(null, null, found.getT2().seq());
            Window.Range range = window.range(found.getT1().seq(), limit);
            return range(conversationId, range.from(), range.to()).collectList();
        });
    }

    private record HeadAndMessage(Head head, @Nullable Message message) {}

    /** A place in a list by activity. */
    record Place(Instant at, UUID id) {

        static final Place LATEST = new Place(Instant.parse("9999-01-01T00:00:00Z"), new UUID(-1, -1));

        /** Reads {@code <lastAt>|<id>}. */
        static Place parse(String before) {
            int bar = before.indexOf('|');
            try {
                return new Place(
                        Instant.parse(before.substring(0, Math.max(bar, 0))),
                        UUID.fromString(before.substring(bar + 1)));
            } catch (RuntimeException e) {
                throw new ValidationFailed("before", "is <lastAt>|<id> of the last item seen");
            }
        }
    }
}
