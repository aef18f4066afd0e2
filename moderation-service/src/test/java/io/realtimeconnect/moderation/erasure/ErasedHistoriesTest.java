package io.realtimeconnect.moderation.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.moderation.sanction.Sanction;
import io.realtimeconnect.moderation.sanction.Sanctions;
import io.realtimeconnect.perf.events.Event;
import io.realtimeconnect.stores.WithStores;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import tools.jackson.databind.json.JsonMapper;

@WithStores("moderation")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT, properties = "management.server.port=0")
class ErasedHistoriesTest {

    private final UUID ann = UUID.randomUUID();
    private final UUID bob = UUID.randomUUID();
    private final UUID moderator = UUID.randomUUID();
    private final String trace = "trace" + UUID.randomUUID().toString().replace("-", "");

    @Autowired
    private ErasedHistories histories;

    @Autowired
    private Sanctions sanctions;

    @Autowired
    private DatabaseClient database;

    @Autowired
    private TransactionalOperator transaction;

    @Autowired
    private JsonMapper json;

    @Test
    void textsGoFromEveryColumnAndDecisionsStay() {
        report(ann, bob, trace, "he said " + trace, "note " + trace);
        report(bob, ann, "harassment", "she said " + trace, "note " + trace);
        report(bob, UUID.randomUUID(), "spam", "of another", "kept");
        UUID sanction = UUID.randomUUID();
        run(
                "INSERT INTO sanction (id, user_id, kind, reason, created_by, created_at) VALUES ('%s', '%s', 'mute', 'harassment', '%s', now())"
                        .formatted(sanction, ann, moderator));
        UUID punisher = UUID.randomUUID();
        sanctions
                .take(punisher, ann, Sanction.Kind.WARN, "he wrote " + trace, null)
                .block();
        sanctions
                .take(punisher, bob, Sanction.Kind.WARN, "in other words", null)
                .block();
        run(
                "INSERT INTO appeal (id, action_id, user_id, text, state, note, created_at) VALUES ('%s', '%s', '%s', '%s', 'upheld', '%s', now())"
                        .formatted(UUID.randomUUID(), sanction, ann, trace, trace));
        for (UUID user : List.of(ann, bob, moderator, punisher)) {
            run("INSERT INTO idempotency (user_id, key, fingerprint, state, holder, lease_until, status, body)"
                    + " VALUES ('%s', 'k', '', 'done', '%s', now(), 200, convert_to('%s', 'UTF8'))"
                            .formatted(user, UUID.randomUUID(), trace));
        }
        assertThat(whereItIs())
                .containsExactlyInAnyOrder(
                        "report.reason",
                        "report.details",
                        "report.note",
                        "sanction.reason",
                        "outbox.payload",
                        "appeal.text",
                        "appeal.note",
                        "idempotency.body");

        erased();
        erased();

        assertThat(whereItIs()).isEmpty();
        assertThat(number("SELECT count(*) FROM sanction WHERE user_id = '%s' AND reason IN ('harassment', 'other')"
                        .formatted(ann)))
                .isEqualTo(2);
        assertThat(number("SELECT count(*) FROM sanction WHERE reason = 'in other words' AND user_id = '" + bob + "'"))
                .isEqualTo(1);
        assertThat(number("SELECT count(*) FROM outbox WHERE topic = 'action.reworded' AND key = '" + ann + "'"))
                .as("told once, of the one that changed")
                .isEqualTo(1);
        assertThat(number(
                        "SELECT count(*) FROM report WHERE decision = 'violation' AND '%s' IN (reporter_id, target_user_id)"
                                .formatted(ann)))
                .isEqualTo(2);
        assertThat(number("SELECT count(*) FROM report WHERE details = 'of another' AND reporter_id = '" + bob + "'"))
                .isEqualTo(1);
        assertThat(number("SELECT count(*) FROM appeal WHERE state = 'upheld' AND user_id = '" + ann + "'"))
                .isEqualTo(1);
        assertThat(number("SELECT count(*) FROM audit WHERE what = 'CONTENT_ERASED' AND subject_id = '" + ann + "'"))
                .isEqualTo(2);
    }

    private void erased() {
        var payload = json.valueToTree(Map.of("userId", ann, "jobId", UUID.randomUUID()));
        transaction
                .transactional(histories.handle(
                        new Event(1, UUID.randomUUID(), "history.erased", ann.toString(), Instant.now(), payload)))
                .block();
    }

    private void report(UUID reporter, UUID target, String reason, String details, String note) {
        run(
                "INSERT INTO report (id, reporter_id, target_user_id, reason, details, priority, state, claimed_by, decision, note, created_at)"
                        + " VALUES ('%s', '%s', '%s', '%s', '%s', 1, 'resolved', '%s', 'violation', '%s', now())"
                                .formatted(UUID.randomUUID(), reporter, target, reason, details, moderator, note));
    }

    /** Every column of every table of the schema that has the trace in it, as text or as bytes. */
    private List<String> whereItIs() {
        List<String> found = new ArrayList<>();
        String bytes = HexFormat.of().formatHex(trace.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        List<Map<String, Object>> columns =
                database.sql("""
                        SELECT c.table_name, c.column_name, c.data_type
                          FROM information_schema.columns c
                          JOIN information_schema.tables t USING (table_schema, table_name)
                         WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE'
                        """).fetch().all().collectList().blockOptional().orElseThrow();
        assertThat(columns).hasSizeGreaterThan(40);
        for (Map<String, Object> column : columns) {
            Object table = column.get("table_name");
            Object name = column.get("column_name");
            String sql = Objects.equals(column.get("data_type"), "bytea")
                    ? "SELECT count(*) FROM \"%s\" WHERE encode(\"%s\", 'hex') LIKE '%%%s%%'"
                            .formatted(table, name, bytes)
                    : "SELECT count(*) FROM \"%s\" WHERE \"%s\"::text LIKE '%%%s%%'".formatted(table, name, trace);
            if (number(sql) > 0) {
                found.add(table + "." + name);
            }
        }
        return found;
    }

    private void run(String sql) {
        database.sql(sql).then().block();
    }

    private long number(String sql) {
        return database.sql(sql)
                .map(row -> Objects.requireNonNull(row.get(0, Long.class)))
                .one()
                .blockOptional()
                .orElseThrow();
    }
}
