package io.realtimeconnect.moderation.rule;

import io.r2dbc.spi.Readable;
import io.realtimeconnect.moderation.rule.Rule.Kind;
import io.realtimeconnect.moderation.rule.Rule.Severity;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Repository;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The rules as they stand in PostgreSQL, with a revision that counts their changes. */
@Repository
class RuleStore {

    private static final String COLUMNS = "id, kind, expression, category, severity, language, created_at, updated_at";

    private final DatabaseClient database;

    RuleStore(DatabaseClient database) {
        this.database = database;
    }

    /** How often the rules changed; equal to what it was means that nothing did. */
    Mono<Long> revision() {
        return database.sql("SELECT revision FROM rule_revision")
                .map(row -> Objects.requireNonNull(row.get(0, Long.class)))
                .one();
    }

    Flux<Rule> all() {
        return database.sql("SELECT " + COLUMNS + " FROM rule ORDER BY id")
                .map(RuleStore::rule)
                .all();
    }

    /** Stores a rule under its id, new or not; the one stored. */
    Mono<Rule> save(Rule rule) {
        var insert = database.sql("""
                        INSERT INTO rule (id, kind, expression, category, severity, language, created_at, updated_at)
                        VALUES (:id, :kind, :expression, :category, :severity, :language, :now, :now)
                        ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, expression = excluded.expression,
                            category = excluded.category, severity = excluded.severity, language = excluded.language,
                            updated_at = excluded.updated_at
                        RETURNING\s""" + COLUMNS)
                .bind("id", rule.id())
                .bind("kind", lower(rule.kind()))
                .bind("expression", rule.expression())
                .bind("category", rule.category())
                .bind("severity", lower(rule.severity()))
                .bind("now", rule.updatedAt());
        var bound = rule.language() == null
                ? insert.bindNull("language", String.class)
                : insert.bind("language", rule.language());
        return bound.map(RuleStore::rule).one().flatMap(saved -> changed().thenReturn(saved));
    }

    /** False when there was none. */
    Mono<Boolean> delete(UUID id) {
        return database.sql("DELETE FROM rule WHERE id = :id")
                .bind("id", id)
                .fetch()
                .rowsUpdated()
                .flatMap(count -> count == 0 ? Mono.just(false) : changed().thenReturn(true));
    }

    private Mono<Void> changed() {
        return database.sql("UPDATE rule_revision SET revision = revision + 1").then();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static Rule rule(Readable row) {
        return new Rule(
                Objects.requireNonNull(row.get("id", UUID.class)),
                Kind.valueOf(text(row, "kind").toUpperCase(Locale.ROOT)),
                text(row, "expression"),
                text(row, "category"),
                Severity.valueOf(text(row, "severity").toUpperCase(Locale.ROOT)),
                row.get("language", String.class),
                Objects.requireNonNull(row.get("created_at", Instant.class)),
                Objects.requireNonNull(row.get("updated_at", Instant.class)));
    }

    private static String text(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, String.class));
    }
}
