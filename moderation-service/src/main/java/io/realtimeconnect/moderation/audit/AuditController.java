package io.realtimeconnect.moderation.audit;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.web.Cursors;
import io.realtimeconnect.perf.web.Limits;
import io.realtimeconnect.perf.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The audit for reading, latest first. */
@RestController
@Access(Access.Level.ADMIN)
class AuditController {

    private static final String SCOPE = "audit";

    private final DatabaseClient database;
    private final Cursors cursors;
    private final JsonMapper json;

    AuditController(DatabaseClient database, Cursors cursors, JsonMapper json) {
        this.database = database;
        this.cursors = cursors;
        this.json = json;
    }

    record Line(
            UUID id,
            Instant at,
            UUID actorId,
            String what,
            @Nullable UUID subjectId,
            JsonNode detail) {}

    @GetMapping("/api/v1/moderation/audit")
    @Operation(operationId = "listAudit", summary = "Every decision, by whom, latest first")
    Mono<Page<Line>> list(
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        int size = Limits.clamp(limit, 20, 100);
        UUID before = cursor == null ? new UUID(-1, -1) : UUID.fromString(cursors.decode(SCOPE, cursor));
        return database.sql("""
                        SELECT id, at, actor_id, what, subject_id, detail::text AS detail
                          FROM audit WHERE id < :before ORDER BY id DESC LIMIT :limit
                        """)
                .bind("before", before)
                .bind("limit", size + 1)
                .map((row, meta) -> new Line(
                        Objects.requireNonNull(row.get("id", UUID.class)),
                        Objects.requireNonNull(row.get("at", Instant.class)),
                        Objects.requireNonNull(row.get("actor_id", UUID.class)),
                        Objects.requireNonNull(row.get("what", String.class)),
                        row.get("subject_id", UUID.class),
                        json.readTree(Objects.requireNonNull(row.get("detail", String.class)))))
                .all()
                .collectList()
                .map(lines -> page(lines, size));
    }

    private Page<Line> page(List<Line> lines, int size) {
        if (lines.size() <= size) {
            return new Page<>(lines, null);
        }
        List<Line> items = List.copyOf(lines.subList(0, size));
        return new Page<>(items, cursors.encode(SCOPE, items.get(size - 1).id().toString()));
    }
}
