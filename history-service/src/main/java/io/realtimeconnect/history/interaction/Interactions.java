package io.realtimeconnect.history.interaction;

import io.r2dbc.spi.Readable;
import io.realtimeconnect.history.interaction.Interaction.Partner;
import io.realtimeconnect.history.log.Rows;
import io.realtimeconnect.history.person.Names;
import io.realtimeconnect.perf.web.Cursors;
import io.realtimeconnect.perf.web.Page;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Whom a user met, latest first: conversations, read from their heads, and their calls. */
@Service
public class Interactions {

    private final DatabaseClient db;
    private final Names names;
    private final Cursors cursors;
    private final Clock clock;

    Interactions(DatabaseClient db, Names names, Cursors cursors, Clock clock) {
        this.db = db;
        this.names = names;
        this.cursors = cursors;
        this.clock = clock;
    }

    /** @param cursor of the page before */
    Mono<Page<Interaction>> page(UUID userId, @Nullable String cursor, int limit) {
        String scope = "interactions:" + userId;
        Place after = cursor == null ? Place.LATEST : Place.parse(cursors.decode(scope, cursor));
        return before(userId, after, limit + 1).collectList().flatMap(found -> {
            boolean more = found.size() > limit;
            List<Interaction> page = more ? found.subList(0, limit) : found;
            String next =
                    more ? cursors.encode(scope, Place.of(page.get(limit - 1)).payload()) : null;
            return names.of(page.stream().map(item -> item.partner().id()).toList())
                    .map(known -> new Page<>(
                            page.stream().map(item -> item.named(known)).toList(), next));
        });
    }

    /** The same with the names of those who are there. */
    public Mono<List<Interaction>> named(List<Interaction> interactions) {
        return names.of(interactions.stream().map(item -> item.partner().id()).toList())
                .map(known ->
                        interactions.stream().map(item -> item.named(known)).toList());
    }

    /** Those that began before a place, latest first, without names. */
    public Flux<Interaction> before(UUID userId, Place after, int limit) {
        return db.sql("""
                        SELECT h.conversation_id, p.started_at, p.ended_at, h.seq, h.ended_reason,
                               (SELECT u FROM unnest(h.participants) AS u WHERE u <> $1 LIMIT 1) AS partner_id,
                               (SELECT count(*) FROM call c WHERE c.conversation_id = h.conversation_id) AS calls
                          FROM participant p
                          JOIN head h USING (conversation_id)
                         WHERE p.user_id = $1 AND (p.started_at, p.conversation_id) < ($2, $3)
                         ORDER BY p.started_at DESC, p.conversation_id DESC
                         LIMIT $4
                        """)
                .bind(0, userId)
                .bind(1, after.at())
                .bind(2, after.conversationId())
                .bind(3, limit)
                .map(this::interaction)
                .all();
    }

    private Interaction interaction(Readable row) {
        UUID id = Rows.get(row, "conversation_id", UUID.class);
        Instant startedAt = Rows.get(row, "started_at", Instant.class);
        Instant endedAt = row.get("ended_at", Instant.class);
        Duration lasted = Duration.between(startedAt, endedAt == null ? clock.instant() : endedAt);
        String reason = row.get("ended_reason", String.class);
        return new Interaction(
                id,
                new Partner(Rows.get(row, "partner_id", UUID.class), null),
                id,
                startedAt,
                endedAt,
                Math.max(0, lasted.toMillis()),
                Rows.get(row, "seq", Long.class),
                Rows.get(row, "calls", Long.class),
                endedAt == null ? "open" : Objects.requireNonNullElse(reason, "ended"));
    }

    /** A place in the order by beginning. */
    public record Place(Instant at, UUID conversationId) {

        public static final Place LATEST = new Place(Instant.parse("9999-01-01T00:00:00Z"), new UUID(-1, -1));

        public static Place of(Interaction interaction) {
            return new Place(interaction.startedAt(), interaction.conversationId());
        }

        String payload() {
            return at + "|" + conversationId;
        }

        static Place parse(String payload) {
            int bar = payload.indexOf('|');
            return new Place(Instant.parse(payload.substring(0, bar)), UUID.fromString(payload.substring(bar + 1)));
        }
    }
}
