package io.realtimeconnect.history.interaction;

import io.realtimeconnect.perf.events.Event;
import io.realtimeconnect.perf.events.EventHandler;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Keeps the calls that communication-service tells of once they are over. */
@Component
class CallEvents implements EventHandler {

    private final DatabaseClient db;
    private final JsonMapper json;

    CallEvents(DatabaseClient db, JsonMapper json) {
        this.db = db;
        this.json = json;
    }

    @Override
    public String source() {
        return "communication-service";
    }

    @Override
    public Set<String> topics() {
        return Set.of("call.ended");
    }

    @Override
    public Mono<Void> handle(Event event) {
        Call call = json.treeToValue(event.payload(), Call.class);
        return db.sql("""
                        INSERT INTO call (event_id, conversation_id, caller_id, callee_id, started_at, duration_ms)
                        VALUES ($1, $2, $3, $4, $5, $6)
                        ON CONFLICT DO NOTHING
                        """)
                .bind(0, event.id())
                .bind(1, call.conversationId())
                .bind(2, call.callerId())
                .bind(3, call.calleeId())
                .bind(4, Objects.requireNonNullElse(call.startedAt(), event.at()))
                .bind(5, call.durationMs() == null ? 0 : Math.max(0, call.durationMs()))
                .then();
    }

    /** What is needed of it; what clients said of the call is not kept. */
    record Call(
            UUID conversationId,
            UUID callerId,
            UUID calleeId,
            @Nullable Long durationMs,
            @Nullable Instant startedAt) {}
}
