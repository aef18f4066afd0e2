package io.realtimeconnect.perf.cache;

import io.realtimeconnect.perf.cache.behind.Backlog;
import io.realtimeconnect.perf.health.HealthPart;
import io.realtimeconnect.perf.health.PartHealth;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import reactor.core.publisher.Mono;

/** Writes that wait to be stored: degraded while some are parked, have waited for too long, or cannot be seen. */
final class FlushHealth implements HealthPart {

    private final Flushing flushing;

    FlushHealth(Flushing flushing) {
        this.flushing = flushing;
    }

    @Override
    public String name() {
        return "write-behind";
    }

    @Override
    public Mono<PartHealth> check() {
        return Mono.fromSupplier(() -> {
            List<Backlog> backlogs = flushing.backlogs();
            return backlogs.stream()
                    .map(Backlog::complaint)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .map(complaint -> PartHealth.degraded(complaint, details()))
                    .orElseGet(() -> PartHealth.healthy(details()));
        });
    }

    @Override
    public Map<String, ?> details() {
        return Map.of("caches", flushing.backlogs());
    }
}
