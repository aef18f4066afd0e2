package io.realtimeconnect.moderation.report;

import io.r2dbc.spi.Readable;
import io.realtimeconnect.moderation.report.Report.Priority;
import io.realtimeconnect.moderation.report.Report.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reports as rows; the unique index makes the same complaint one. */
@Repository
class ReportStore {

    private static final String COLUMNS = """
            id, reporter_id, target_user_id, conversation_id, message_id, reason, details, priority, state,
            claimed_by, claimed_at, decision, note, created_at, resolved_at
            """;

    private final DatabaseClient database;

    ReportStore(DatabaseClient database) {
        this.database = database;
    }

    /** Empty when the reporter said the same before. */
    Mono<Report> insert(Report report) {
        var insert = database.sql("""
                        INSERT INTO report (id, reporter_id, target_user_id, conversation_id, message_id, reason, details,
                                            priority, state, created_at)
                        VALUES (:id, :reporter, :target, :conversation, :message, :reason, :details, :priority, 'open', :at)
                        ON CONFLICT DO NOTHING RETURNING\s""" + COLUMNS)
                .bind("id", report.id())
                .bind("reporter", report.reporterId())
                .bind("target", report.targetUserId())
                .bind("reason", report.reason())
                .bind("priority", report.priority().ordinal())
                .bind("at", report.createdAt());
        return bind(
                        bind(
                                bind(insert, "conversation", UUID.class, report.conversationId()),
                                "message",
                                UUID.class,
                                report.messageId()),
                        "details",
                        String.class,
                        report.details())
                .map(ReportStore::report)
                .one();
    }

    Mono<Report> same(Report report) {
        var select = database.sql("SELECT " + COLUMNS + """
                         FROM report WHERE reporter_id = :reporter AND target_user_id = :target
                          AND conversation_id IS NOT DISTINCT FROM :conversation AND message_id IS NOT DISTINCT FROM :message
                        """)
                .bind("reporter", report.reporterId())
                .bind("target", report.targetUserId());
        return bind(
                        bind(select, "conversation", UUID.class, report.conversationId()),
                        "message",
                        UUID.class,
                        report.messageId())
                .map(ReportStore::report)
                .one();
    }

    /** How many complained of a user since then. */
    Mono<Long> countAbout(UUID target, Instant since) {
        return database.sql(
                        "SELECT count(DISTINCT reporter_id) FROM report WHERE target_user_id = :target AND created_at > :since")
                .bind("target", target)
                .bind("since", since)
                .map(row -> Objects.requireNonNull(row.get(0, Long.class)))
                .one();
    }

    Flux<Report> of(UUID reporter, UUID before, int limit) {
        return database.sql("SELECT " + COLUMNS
                        + " FROM report WHERE reporter_id = :reporter AND id < :before ORDER BY id DESC LIMIT :limit")
                .bind("reporter", reporter)
                .bind("before", before)
                .bind("limit", limit)
                .map(ReportStore::report)
                .all();
    }

    /** The queue: gravest first, then longest waiting, from behind a place. */
    Flux<Report> queue(@Nullable State state, @Nullable Priority priority, int afterPriority, UUID afterId, int limit) {
        var select = database.sql("SELECT " + COLUMNS + """
                         FROM report
                         WHERE (:state::text IS NULL OR state = :state) AND (:priority::smallint IS NULL OR priority = :priority)
                           AND (priority < :afterPriority OR priority = :afterPriority AND id > :afterId)
                         ORDER BY priority DESC, id LIMIT :limit
                        """)
                .bind("afterPriority", afterPriority)
                .bind("afterId", afterId)
                .bind("limit", limit);
        return bind(
                        bind(select, "state", String.class, state == null ? null : lower(state)),
                        "priority",
                        Integer.class,
                        priority == null ? null : priority.ordinal())
                .map(ReportStore::report)
                .all();
    }

    Mono<Report> find(UUID id) {
        return database.sql("SELECT " + COLUMNS + " FROM report WHERE id = :id")
                .bind("id", id)
                .map(ReportStore::report)
                .one();
    }

    /** Takes a report that is open, one's own already, or left by another for too long; empty when somebody else has it. */
    Mono<Report> claim(UUID id, UUID moderator, Instant now, Duration abandonedAfter) {
        return database.sql("""
                        UPDATE report SET state = 'claimed', claimed_by = :by, claimed_at = :now
                         WHERE id = :id AND (state = 'open'
                            OR state = 'claimed' AND (claimed_by = :by OR claimed_at < :abandoned))
                        RETURNING\s""" + COLUMNS)
                .bind("id", id)
                .bind("by", moderator)
                .bind("now", now)
                .bind("abandoned", now.minus(abandonedAfter))
                .map(ReportStore::report)
                .one();
    }

    /** Ends a report that the moderator has claimed; empty when it is not theirs to end. */
    Mono<Report> resolve(UUID id, UUID moderator, String decision, @Nullable String note, Instant now) {
        var update = database.sql("""
                        UPDATE report SET state = 'resolved', decision = :decision, note = :note, resolved_at = :now
                         WHERE id = :id AND state = 'claimed' AND claimed_by = :by RETURNING\s""" + COLUMNS)
                .bind("id", id)
                .bind("by", moderator)
                .bind("decision", decision)
                .bind("now", now);
        return bind(update, "note", String.class, note).map(ReportStore::report).one();
    }

    private static <T> GenericExecuteSpec bind(
            GenericExecuteSpec statement, String name, Class<T> type, @Nullable T value) {
        return value == null ? statement.bindNull(name, type) : statement.bind(name, value);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static Report report(Readable row) {
        return new Report(
                Objects.requireNonNull(row.get("id", UUID.class)),
                Objects.requireNonNull(row.get("reporter_id", UUID.class)),
                Objects.requireNonNull(row.get("target_user_id", UUID.class)),
                row.get("conversation_id", UUID.class),
                row.get("message_id", UUID.class),
                Objects.requireNonNull(row.get("reason", String.class)),
                row.get("details", String.class),
                Priority.values()[Objects.requireNonNull(row.get("priority", Integer.class))],
                State.valueOf(
                        Objects.requireNonNull(row.get("state", String.class)).toUpperCase(Locale.ROOT)),
                row.get("claimed_by", UUID.class),
                row.get("claimed_at", Instant.class),
                row.get("decision", String.class),
                row.get("note", String.class),
                Objects.requireNonNull(row.get("created_at", Instant.class)),
                row.get("resolved_at", Instant.class));
    }
}
