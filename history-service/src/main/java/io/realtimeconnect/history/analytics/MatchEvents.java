package io.realtimeconnect.history.analytics;

import io.realtimeconnect.perf.events.Event;
import io.realtimeconnect.perf.events.EventHandler;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Keeps who was matched when, as queuing-service tells. */
@Component
class MatchEvents implements EventHandler {

    private final DatabaseClient db;
    private final JsonMapper json;

    MatchEvents(DatabaseClient db, JsonMapper json) {
        this.db = db;
        this.json = json;
    }

    @Override
    public String source() {
        return "queuing-service";
    }

    @Override
    public Set<String> topics() {
        return Set.of("match.made");
    }

    @Override
    public Mono<Void> handle(Event event) {
        Made made = json.treeToValue(event.payload(), Made.class);
        return db.sql("INSERT INTO match (id, at, participants) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
                .bind(0, made.matchId())
                .bind(1, event.at())
                .bind(2, made.participants().toArray(UUID[]::new))
                .then();
    }

    record Made(UUID matchId, List<UUID> participants) {}
}
