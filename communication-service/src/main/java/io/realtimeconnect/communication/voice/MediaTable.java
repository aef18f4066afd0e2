package io.realtimeconnect.communication.voice;

import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The tables {@code media} and {@code media_chunk}. */
@Repository
class MediaTable {

    private static final String COLUMNS = """
            SELECT id, conversation_id, sender_id, created_at, content_type, duration_ms, size, compressed, message_id,
                   doubtful_since
              FROM media
            """;

    private final DatabaseClient db;

    MediaTable(DatabaseClient db) {
        this.db = db;
    }

    Mono<Void> begin(UUID id, UUID conversationId, UUID senderId, Instant now) {
        return db.sql("INSERT INTO media (id, conversation_id, sender_id, created_at) VALUES ($1, $2, $3, $4)")
                .bind(0, id)
                .bind(1, conversationId)
                .bind(2, senderId)
                .bind(3, now)
                .then();
    }

    /** Pieces in their places, from one place on. */
    Mono<Void> add(UUID id, int place, List<byte[]> pieces) {
        String rows = IntStream.range(0, pieces.size())
                .mapToObj(i -> "($1, $2 + " + i + ", $" + (i + 3) + ")")
                .collect(Collectors.joining(", "));
        DatabaseClient.GenericExecuteSpec insert = db.sql(
                        "INSERT INTO media_chunk (media_id, place, bytes) VALUES " + rows)
                .bind(0, id)
                .bind(1, place);
        for (int i = 0; i < pieces.size(); i++) {
            insert = insert.bind(i + 2, pieces.get(i));
        }
        return insert.then();
    }

    /** All bytes have come; false when the row has gone meanwhile. */
    Mono<Boolean> complete(Media media) {
        return db.sql("""
                        UPDATE media SET content_type = $2, duration_ms = $3, size = $4, compressed = $5
                         WHERE id = $1
                        """)
                .bind(0, media.id())
                .bind(1, media.contentType())
                .bind(2, media.durationMs())
                .bind(3, media.size())
                .bind(4, media.compressed())
                .fetch()
                .rowsUpdated()
                .map(rows -> rows > 0);
    }

    Mono<Void> link(UUID id, UUID messageId) {
        return db.sql("UPDATE media SET message_id = $2 WHERE id = $1")
                .bind(0, id)
                .bind(1, messageId)
                .then();
    }

    /** What has all its bytes. */
    Mono<Media> find(UUID id) {
        return db.sql(COLUMNS + " WHERE id = $1 AND size IS NOT NULL")
                .bind(0, id)
                .map(MediaTable::media)
                .one();
    }

    /** Pieces in order of their places, both ends included. */
    Mono<List<byte[]>> pieces(UUID id, int from, int to) {
        return db.sql("""
                        SELECT bytes FROM media_chunk WHERE media_id = $1 AND place BETWEEN $2 AND $3 ORDER BY place
                        """)
                .bind(0, id)
                .bind(1, from)
                .bind(2, to)
                .map(row -> Objects.requireNonNull(row.get(0, byte[].class)))
                .all()
                .collectList();
    }

    Mono<Void> remove(UUID id) {
        return db.sql("DELETE FROM media WHERE id = $1").bind(0, id).then();
    }

    /** Somebody sets out to delete a message: what is its, or may be, is doubtful. */
    Mono<Void> doubt(UUID conversationId, UUID messageId, Instant now) {
        return db.sql("""
                        UPDATE media SET doubtful_since = $3
                         WHERE message_id = $2 OR (conversation_id = $1 AND message_id IS NULL)
                        """)
                .bind(0, conversationId)
                .bind(1, messageId)
                .bind(2, now)
                .then();
    }

    Mono<Void> removeOf(UUID messageId) {
        return db.sql("DELETE FROM media WHERE message_id = $1")
                .bind(0, messageId)
                .then();
    }

    /** The message is there, and was when it was asked for. */
    Mono<Void> trust(Media media, UUID messageId) {
        DatabaseClient.GenericExecuteSpec update =
                db.sql("""
                        UPDATE media SET message_id = $2, doubtful_since = NULL
                         WHERE id = $1 AND doubtful_since IS NOT DISTINCT FROM $3
                        """).bind(0, media.id()).bind(1, messageId);
        return (media.doubtfulSince() == null
                        ? update.bindNull(2, Instant.class)
                        : update.bind(2, media.doubtfulSince()))
                .then();
    }

    /** What a user has sent up to a time. */
    Mono<Long> removeFrom(UUID senderId, Instant upTo) {
        return db.sql("DELETE FROM media WHERE sender_id = $1 AND created_at <= $2")
                .bind(0, senderId)
                .bind(1, upTo)
                .fetch()
                .rowsUpdated();
    }

    /** Removes uploads that were begun before a time and never came to an end. */
    Mono<Long> removeBroken(Instant before) {
        return db.sql("DELETE FROM media WHERE created_at < $1 AND message_id IS NULL AND size IS NULL")
                .bind(0, before)
                .fetch()
                .rowsUpdated();
    }

    /** What has no message, or a doubtful one, since before a time. */
    Flux<Media> unsettled(Instant before, int limit) {
        return db.sql(COLUMNS + """
                         WHERE (message_id IS NULL OR doubtful_since IS NOT NULL) AND size IS NOT NULL
                           AND created_at < $1 AND coalesce(doubtful_since, created_at) < $1
                         ORDER BY created_at LIMIT $2
                        """)
                .bind(0, before)
                .bind(1, limit)
                .map(MediaTable::media)
                .all();
    }

    private static Media media(Readable row) {
        return new Media(
                required(row, "id", UUID.class),
                required(row, "conversation_id", UUID.class),
                required(row, "sender_id", UUID.class),
                required(row, "created_at", Instant.class),
                required(row, "content_type", String.class),
                required(row, "duration_ms", Integer.class),
                required(row, "size", Integer.class),
                required(row, "compressed", Boolean.class),
                row.get("message_id", UUID.class),
                row.get("doubtful_since", Instant.class));
    }

    private static <T> T required(Readable row, String column, Class<T> type) {
        @Nullable T value = row.get(column, type);
        return Objects.requireNonNull(value);
    }
}
