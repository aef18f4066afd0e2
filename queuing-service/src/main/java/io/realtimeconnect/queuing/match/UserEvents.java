package io.realtimeconnect.queuing.match;

import io.realtimeconnect.perf.events.Event;
import io.realtimeconnect.perf.events.EventHandler;
import io.realtimeconnect.queuing.ticket.Bars;
import io.realtimeconnect.queuing.ticket.Tickets;
import java.util.Set;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What matching must know of users: who blocked whom, and who is gone for good. */
@Component
class UserEvents implements EventHandler {

    private final DatabaseClient db;
    private final Tickets tickets;
    private final Bars bars;

    UserEvents(DatabaseClient db, Tickets tickets, Bars bars) {
        this.db = db;
        this.tickets = tickets;
        this.bars = bars;
    }

    @Override
    public String source() {
        return "user-service";
    }

    @Override
    public Set<String> topics() {
        return Set.of("block.created", "block.removed", "user.deleted");
    }

    @Override
    public Mono<Void> handle(Event event) {
        return switch (event.topic()) {
            case "block.created" ->
                block("INSERT INTO block (blocker_id, blocked_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", event);
            case "block.removed" -> block("DELETE FROM block WHERE blocker_id = $1 AND blocked_id = $2", event);
            case "user.deleted" -> forget(id(event, "userId"));
            default -> Mono.empty();
        };
    }

    private Mono<Void> block(String sql, Event event) {
        return db.sql(sql)
                .bind(0, id(event, "blockerId"))
                .bind(1, id(event, "blockedId"))
                .then();
    }

    private Mono<Void> forget(UUID userId) {
        return tickets.forget(userId)
                .then(bars.forget(userId))
                .then(db.sql("DELETE FROM block WHERE $1 IN (blocker_id, blocked_id)")
                        .bind(0, userId)
                        .then())
                .then(db.sql("UPDATE participation SET display_name = '' WHERE user_id = $1")
                        .bind(0, userId)
                        .then());
    }

    private static UUID id(Event event, String member) {
        return UUID.fromString(event.payload().path(member).asString());
    }
}
