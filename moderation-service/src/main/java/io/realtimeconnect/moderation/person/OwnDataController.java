package io.realtimeconnect.moderation.person;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.web.Problem;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A person's own sanctions, appeals and reports, page by page. Who decided is not among it. */
@Hidden
@RestController
class OwnDataController {

    private static final int PAGE = 200;

    private static final Map<String, String> KINDS = Map.of(
            "sanctions", """
                    SELECT id, jsonb_build_object('id', id, 'kind', kind, 'reason', reason, 'createdAt', created_at,
                                                  'expiresAt', expires_at, 'liftedAt', lifted_at)::text AS json
                      FROM sanction WHERE user_id = :user""",
            "appeals", """
                    SELECT id, jsonb_build_object('id', id, 'actionId', action_id, 'text', text, 'state', state,
                                                  'createdAt', created_at, 'decidedAt', decided_at)::text AS json
                      FROM appeal WHERE user_id = :user""",
            "reports", """
                    SELECT id, jsonb_build_object('id', id, 'targetUserId', target_user_id, 'conversationId', conversation_id,
                                                  'messageId', message_id, 'reason', reason, 'details', details, 'state', state,
                                                  'createdAt', created_at, 'resolvedAt', resolved_at)::text AS json
                      FROM report WHERE reporter_id = :user""");

    private static final UUID FIRST = new UUID(0, 0);

    private final DatabaseClient database;
    private final JsonMapper json;

    OwnDataController(DatabaseClient database, JsonMapper json) {
        this.database = database;
        this.json = json;
    }

    /** @param next where the following page begins, null for the last */
    record OwnPage(List<JsonNode> items, @Nullable UUID next) {}

    private record Row(UUID id, String text) {}

    @GetMapping("/internal/own/{userId}/{kind}")
    @Access(value = Access.Level.SERVICE, callers = "history-service")
    Mono<OwnPage> own(
            @PathVariable UUID userId,
            @PathVariable String kind,
            @RequestParam(required = false) @Nullable UUID after) {
        String select = KINDS.get(kind);
        if (select == null) {
            throw new Problem(HttpStatus.NOT_FOUND, "NOT_FOUND", "There is no such kind of data.");
        }
        return database.sql(select + " AND id > :after ORDER BY id LIMIT " + PAGE)
                .bind("user", userId)
                .bind("after", after == null ? FIRST : after)
                .map(row -> new Row(
                        Objects.requireNonNull(row.get("id", UUID.class)),
                        Objects.requireNonNull(row.get("json", String.class))))
                .all()
                .collectList()
                .map(this::page);
    }

    private OwnPage page(List<Row> rows) {
        UUID next = rows.size() < PAGE ? null : rows.get(rows.size() - 1).id();
        return new OwnPage(rows.stream().map(row -> json.readTree(row.text())).toList(), next);
    }
}
