package io.realtimeconnect.moderation.appeal;

import io.r2dbc.spi.Readable;
import io.realtimeconnect.moderation.appeal.Appeal.State;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Appeals as rows; a partial unique index allows one open one an action. */
@Repository
class AppealStore {

    private static final String COLUMNS =
            "id, action_id, user_id, text, state, decided_by, note, created_at, decided_at";

    private final DatabaseClient database;

    AppealStore(DatabaseClient database) {
        this.database = database;
    }

    Mono<Appeal> insert(Appeal appeal) {
        return database.sql("""
                        INSERT INTO appeal (id, action_id, user_id, text, state, created_at)
                        VALUES (:id, :action, :user, :text, 'open', :at) RETURNING\s""" + COLUMNS)
                .bind("id", appeal.id())
                .bind("action", appeal.actionId())
                .bind("user", appeal.userId())
                .bind("text", appeal.text())
                .bind("at", appeal.createdAt())
                .map(AppealStore::appeal)
                .one();
    }

    /** Longest waiting first. */
    Flux<Appeal> list(@Nullable State state, UUID after, int limit) {
        var select = database.sql("SELECT " + COLUMNS
                        + " FROM appeal WHERE id > :after AND (:state::text IS NULL OR state = :state)"
                        + " ORDER BY id LIMIT :limit")
                .bind("after", after)
                .bind("limit", limit);
        return (state == null
                        ? select.bindNull("state", String.class)
                        : select.bind("state", state.name().toLowerCase(Locale.ROOT)))
                .map(AppealStore::appeal)
                .all();
    }

    Mono<Appeal> find(UUID id) {
        return database.sql("SELECT " + COLUMNS + " FROM appeal WHERE id = :id")
                .bind("id", id)
                .map(AppealStore::appeal)
                .one();
    }

    /** Decides an open one; empty when it is decided or none. */
    Mono<Appeal> decide(UUID id, UUID moderator, State state, @Nullable String note, Instant at) {
        var update = database.sql("""
                        UPDATE appeal SET state = :state, decided_by = :by, note = :note, decided_at = :at
                         WHERE id = :id AND state = 'open' RETURNING\s""" + COLUMNS)
                .bind("id", id)
                .bind("by", moderator)
                .bind("state", state.name().toLowerCase(Locale.ROOT))
                .bind("at", at);
        return (note == null ? update.bindNull("note", String.class) : update.bind("note", note))
                .map(AppealStore::appeal)
                .one();
    }

    private static Appeal appeal(Readable row) {
        return new Appeal(
                Objects.requireNonNull(row.get("id", UUID.class)),
                Objects.requireNonNull(row.get("action_id", UUID.class)),
                Objects.requireNonNull(row.get("user_id", UUID.class)),
                Objects.requireNonNull(row.get("text", String.class)),
                State.valueOf(
                        Objects.requireNonNull(row.get("state", String.class)).toUpperCase(Locale.ROOT)),
                row.get("decided_by", UUID.class),
                row.get("note", String.class),
                Objects.requireNonNull(row.get("created_at", Instant.class)),
                row.get("decided_at", Instant.class));
    }
}
