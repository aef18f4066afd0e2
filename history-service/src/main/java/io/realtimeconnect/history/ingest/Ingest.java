package io.realtimeconnect.history.ingest;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.realtimeconnect.history.ingest.EventInput.Row;
import io.realtimeconnect.perf.web.ValidationFailed;
import io.realtimeconnect.perf.web.ValidationFailed.Violation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Takes events in: all of a request or none. */
@Service
@EnableConfigurationProperties(EventProperties.class)
class Ingest {

    private static final int VIOLATIONS_TOLD = 20;

    private final EventTable table;
    private final EventProperties bounds;
    private final Clock clock;
    private final Counter accepted;
    private final Counter duplicates;

    Ingest(EventTable table, EventProperties bounds, Clock clock, MeterRegistry meters) {
        this.table = table;
        this.bounds = bounds;
        this.clock = clock;
        this.accepted = counter(meters, "accepted");
        this.duplicates = counter(meters, "duplicate");
    }

    private static Counter counter(MeterRegistry meters, String result) {
        return Counter.builder("rtc.events")
                .description("Events that clients have sent")
                .tag("result", result)
                .register(meters);
    }

    Mono<Ingested> take(UUID userId, EventInput event) {
        return store(userId, List.of(event), "");
    }

    Mono<Ingested> take(UUID userId, List<@Nullable EventInput> events) {
        if (events.isEmpty() || events.size() > bounds.batch()) {
            return Mono.error(new ValidationFailed("events", "holds 1 to " + bounds.batch() + " events"));
        }
        List<EventInput> present = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            EventInput event = events.get(i);
            if (event == null) {
                return Mono.error(new ValidationFailed("events[" + i + "]", "is an event"));
            }
            present.add(event);
        }
        return store(userId, present, "events[%d].");
    }

    private Mono<Ingested> store(UUID userId, List<EventInput> events, String where) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        List<Violation> violations = new ArrayList<>();
        for (int i = 0; i < events.size() && violations.size() < VIOLATIONS_TOLD; i++) {
            events.get(i).check(where.formatted(i), bounds, now, violations);
        }
        if (!violations.isEmpty()) {
            return Mono.error(new ValidationFailed(violations));
        }
        List<Row> rows = events.stream().map(event -> event.row(now)).toList();
        return table.insert(userId, rows, now)
                .retryWhen(
                        Retry.backoff(2, Duration.ofMillis(20)).filter(ConcurrencyFailureException.class::isInstance))
                .map(added -> new Ingested(added, rows.size() - added))
                .doOnNext(this::count);
    }

    private void count(Ingested ingested) {
        accepted.increment(ingested.accepted());
        duplicates.increment(ingested.duplicates());
    }
}
