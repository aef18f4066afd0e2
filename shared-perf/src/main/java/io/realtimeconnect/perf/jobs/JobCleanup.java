package io.realtimeconnect.perf.jobs;

import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Forgets what was given up long ago; what has succeeded leaves no row behind. Runs on job threads, which may block. */
final class JobCleanup implements Job<Void> {

    private final FailedJobs failures;
    private final JobsProperties properties;
    private final Clock clock;

    JobCleanup(FailedJobs failures, JobsProperties properties, Clock clock) {
        this.failures = failures;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "job-cleanup";
    }

    @Override
    public Class<Void> dataType() {
        return Void.class;
    }

    @Override
    public Duration every() {
        return properties.cleanupInterval();
    }

    @Override
    public Mono<Void> run(String instance, @Nullable Void data) {
        return Mono.fromRunnable(() -> failures.clearBefore(clock.instant().minus(properties.keepFailed())));
    }
}
