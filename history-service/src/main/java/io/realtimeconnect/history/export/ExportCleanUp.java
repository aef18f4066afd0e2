package io.realtimeconnect.history.export;

import io.realtimeconnect.perf.jobs.Job;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Removes exports whose day is over. */
@Component
class ExportCleanUp implements Job<Void> {

    private final ExportTable table;
    private final Clock clock;

    ExportCleanUp(ExportTable table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "export-clean-up";
    }

    @Override
    public Class<Void> dataType() {
        return Void.class;
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(15);
    }

    @Override
    public Mono<Void> run(String instance, @Nullable Void data) {
        return table.dropExpired(clock.instant()).then();
    }
}
