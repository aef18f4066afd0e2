package io.realtimeconnect.moderation.erasure;

import io.realtimeconnect.moderation.audit.Audit;
import io.realtimeconnect.moderation.sanction.Sanctions;
import io.realtimeconnect.perf.events.Event;
import io.realtimeconnect.perf.events.EventHandler;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Follows history-service: of reports by or about somebody who was erased the details and notes go, for they may quote; so do the texts of
 * their appeals, reasons of reports and sanctions in somebody's own words, and kept answers that may hold any of it.
 */
@Component
class ErasedHistories implements EventHandler {

    /** Reasons that everybody gives, and that say nothing of who gave them. */
    private static final List<String> USUAL = List.of(
            "minor",
            "self-harm",
            "violence",
            "threat",
            "harassment",
            "hate",
            "sexual",
            "illegal",
            "spam",
            "advertising",
            "off-topic",
            "other",
            "screening");

    private final DatabaseClient database;
    private final Sanctions sanctions;
    private final Audit audit;

    ErasedHistories(DatabaseClient database, Sanctions sanctions, Audit audit) {
        this.database = database;
        this.sanctions = sanctions;
        this.audit = audit;
    }

    @Override
    public String source() {
        return "history-service";
    }

    @Override
    public Set<String> topics() {
        return Set.of("history.erased");
    }

    @Override
    public Mono<Void> handle(Event event) {
        UUID userId = UUID.fromString(event.payload().path("userId").asString());
        String jobId = event.payload().path("jobId").asString("");
        return Flux.concat(
                        run("""
                            DELETE FROM idempotency
                             WHERE state = 'done' AND (user_id = :user OR user_id IN (
                                     SELECT reporter_id FROM report WHERE target_user_id = :user
                                      UNION
                                     SELECT claimed_by FROM report WHERE claimed_by IS NOT NULL
                                      UNION
                                     SELECT created_by FROM sanction WHERE user_id = :user
                                      UNION
                                     SELECT lifted_by FROM sanction WHERE user_id = :user AND lifted_by IS NOT NULL))
                            """, userId),
                        run("""
                            UPDATE report SET details = NULL, note = NULL
                             WHERE (reporter_id = :user OR target_user_id = :user)
                               AND (details IS NOT NULL OR note IS NOT NULL)
                            """, userId),
                        database.sql("""
                                        UPDATE report SET reason = 'other'
                                         WHERE reporter_id = :user AND lower(reason) <> ALL(:usual)
                                        """)
                                .bind("user", userId)
                                .bind("usual", USUAL.toArray(String[]::new))
                                .then(),
                        sanctions.forgetWords(userId, USUAL),
                        run("UPDATE appeal SET text = '', note = NULL WHERE user_id = :user", userId),
                        audit.write(userId, "CONTENT_ERASED", userId, Map.of("jobId", jobId)))
                .then();
    }

    private Mono<Void> run(String sql, UUID userId) {
        return database.sql(sql).bind("user", userId).then();
    }
}
