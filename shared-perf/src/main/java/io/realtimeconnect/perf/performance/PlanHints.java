package io.realtimeconnect.perf.performance;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the generic plan of a slow SELECT suggests: {@code EXPLAIN (GENERIC_PLAN)} (PostgreSQL 16) of its fingerprint, with parameters where
 * values were. Nothing is run. A fingerprint that no longer parses has no hint.
 *
 * <p>The driver takes {@code $1} for something to bind; so a {@code DO} block explains, and leaves the plan in a setting of the transaction.
 */
final class PlanHints {

    private static final Duration WITHIN = Duration.ofSeconds(1);
    private static final int LONGEST = 2_000;
    private static final int MANY = 1_000;
    private static final Pattern READS = Pattern.compile("(?:select|with)\\b.*", Pattern.DOTALL);
    private static final Pattern CHANGES = Pattern.compile("\\b(?:insert|update|delete|merge)\\b");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final OwnConnections connections;
    private final Cache<String, Optional<String>> hints = Caffeine.newBuilder()
            .maximumSize(200)
            .expireAfterWrite(Duration.ofMinutes(10))
            .build();

    PlanHints(OwnConnections connections) {
        this.connections = connections;
    }

    /** @param fingerprint lower case, {@code ?} for each value */
    Mono<Optional<String>> hint(String fingerprint) {
        Optional<String> known = hints.getIfPresent(fingerprint);
        if (known != null) {
            return Mono.just(known);
        }
        if (!isExplained(fingerprint)) {
            return Mono.just(Optional.empty());
        }
        return plan(explained(fingerprint))
                .timeout(WITHIN)
                .map(plan -> Optional.ofNullable(read(plan)))
                .onErrorReturn(Optional.empty())
                .defaultIfEmpty(Optional.empty())
                .doOnNext(hint -> hints.put(fingerprint, hint));
    }

    private static boolean isExplained(String sql) {
        return sql.length() < LONGEST
                && READS.matcher(sql).matches()
                && !CHANGES.matcher(sql).find()
                && sql.indexOf(';') < 0
                && sql.indexOf('$') < 0
                && sql.indexOf('\\') < 0;
    }

    /** The block that explains; single quotes are doubled, and nothing else ends the text. */
    static String explained(String fingerprint) {
        StringBuilder sql = new StringBuilder();
        int parameter = 0;
        for (char c : fingerprint.toCharArray()) {
            if (c == '?') {
                sql.append('$').append(++parameter);
            } else {
                sql.append(c == '\'' ? "''" : String.valueOf(c));
            }
        }
        return """
                DO $explain$
                DECLARE plan text;
                BEGIN
                    EXECUTE 'EXPLAIN (GENERIC_PLAN, FORMAT JSON) %s' INTO plan;
                    PERFORM set_config('perf.plan', plan, true);
                END
                $explain$""".formatted(sql);
    }

    private Mono<String> plan(String block) {
        return Mono.usingWhen(
                connections.factory().create(),
                connection -> Mono.from(connection.beginTransaction())
                        .then(run(connection, block))
                        .then(Flux.from(connection
                                        .createStatement("SELECT current_setting('perf.plan', true)")
                                        .execute())
                                .concatMap(result -> result.map((row, meta) -> String.valueOf(row.get(0))))
                                .next()),
                connection -> Mono.from(connection.rollbackTransaction()).then(Mono.from(connection.close())),
                (connection, error) ->
                        Mono.from(connection.rollbackTransaction()).then(Mono.from(connection.close())),
                connection -> Mono.from(connection.rollbackTransaction()).then(Mono.from(connection.close())));
    }

    private static Mono<Void> run(Connection connection, String sql) {
        return Flux.from(connection.createStatement(sql).execute())
                .concatMap(Result::getRowsUpdated)
                .then();
    }

    private static @Nullable String read(String plan) {
        try {
            return read(JSON.readTree(plan).path(0).path("Plan"));
        } catch (JacksonException e) {
            return null;
        }
    }

    /** The first of: a table read as a whole although filtered, a large sort. */
    private static @Nullable String read(JsonNode node) {
        String type = node.path("Node Type").asString("");
        if (type.equals("Seq Scan") && node.has("Filter")) {
            return "Reads all of %s and keeps what passes %s: an index on these columns would spare that"
                    .formatted(
                            node.path("Relation Name").asString(""),
                            node.path("Filter").asString(""));
        }
        if (type.equals("Sort") && node.path("Plan Rows").asLong(0) > MANY) {
            return String.format(
                    Locale.ROOT,
                    "Sorts some %d rows by %s: an index in that order would spare that",
                    node.path("Plan Rows").asLong(0),
                    node.path("Sort Key"));
        }
        for (JsonNode child : node.path("Plans")) {
            String hint = read(child);
            if (hint != null) {
                return hint;
            }
        }
        return null;
    }
}
