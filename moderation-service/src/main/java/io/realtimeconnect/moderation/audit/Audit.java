package io.realtimeconnect.moderation.audit;

import io.realtimeconnect.perf.web.Ids;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Where every decision is written, in the transaction that takes it. The runtime role cannot change what stands here. */
@Component
public class Audit {

    private final DatabaseClient database;
    private final JsonMapper json;
    private final Clock clock;

    Audit(DatabaseClient database, JsonMapper json, Clock clock) {
        this.database = database;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Writes one line.
     *
     * @param what in the past tense and UPPER_SNAKE, such as {@code REPORT_RESOLVED}
     * @param detail ids and decisions only, never what somebody wrote
     */
    public Mono<Void> write(UUID actorId, String what, @Nullable UUID subjectId, Map<String, ?> detail) {
        var insert = database.sql("""
                        INSERT INTO audit (id, at, actor_id, what, subject_id, detail)
                        VALUES (:id, :at, :actor, :what, :subject, :detail::jsonb)
                        """)
                .bind("id", Ids.next())
                .bind("at", clock.instant())
                .bind("actor", actorId)
                .bind("what", what)
                .bind("detail", json.writeValueAsString(detail));
        return (subjectId == null ? insert.bindNull("subject", UUID.class) : insert.bind("subject", subjectId)).then();
    }
}
