package io.realtimeconnect.history.ingest;

import io.realtimeconnect.perf.jobs.Job;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Removes events, and what was counted of them, when their time is over. */
@Component
class EventCleanUp implements Job<Void> {

    private final EventTable table;
    private final EventProperties properties;
    private final Clock clock;

    EventCleanUp(EventTable table, EventProperties properties, Clock clock) {
        this.table = table;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "event-clean-up";
    }

    @Override
    public Class<Void> dataType() {
        return Void.class;
    }

    @Override
    public Duration every() {
        return Duration.ofHours(1);
    }

    @Override
    public Mono<Void> run(String instance, @Nullable Void data) {
        return table.drop(clock.instant().minus(properties.kept()));
    }
}
