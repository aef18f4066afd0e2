package io.realtimeconnect.perf.figures;

import io.realtimeconnect.perf.jobs.Job;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Sums up what the instances have told, each minute, once in the suite. */
final class MetricsAggregation implements Job<Void> {

    private final MinuteFigures table;
    private final FiguresProperties properties;
    private final Clock clock;

    MetricsAggregation(MinuteFigures table, FiguresProperties properties, Clock clock) {
        this.table = table;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "metrics-aggregation";
    }

    @Override
    public Class<Void> dataType() {
        return Void.class;
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(1);
    }

    @Override
    public Mono<Void> run(String instance, @Nullable Void data) {
        return table.aggregate(clock.instant(), properties.keep());
    }
}
