package io.realtimeconnect.perf.jobs;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Gauges of what waits, runs and was given up, in all instances together: read from the tables now and then, never by a scrape. */
final class JobBacklog {

    private static final Logger LOG = LoggerFactory.getLogger(JobBacklog.class);

    private final Jobs jobs;
    private final Duration every;
    private final Map<String, Map<String, AtomicLong>> figures = new ConcurrentHashMap<>();
    private @Nullable Disposable reading;

    JobBacklog(Jobs jobs, List<String> names, MeterRegistry meters, Duration every) {
        this.jobs = jobs;
        this.every = every;
        for (String name : names) {
            figures.put(
                    name,
                    Map.of(
                            "waiting", gauge(meters, name, "perf.jobs.waiting", "Jobs to be run now or later"),
                            "running", gauge(meters, name, "perf.jobs.running", "Jobs that an instance works on"),
                            "given-up", gauge(meters, name, "perf.jobs.given.up", "Jobs that failed too often")));
        }
    }

    synchronized void start() {
        if (reading == null) {
            reading = Flux.interval(Duration.ZERO, every)
                    .onBackpressureDrop()
                    .concatMap(tick -> read(), 1)
                    .subscribe();
        }
    }

    synchronized void stop() {
        if (reading != null) {
            reading.dispose();
            reading = null;
        }
    }

    private Mono<Void> read() {
        return jobs.status()
                .doOnNext(all -> {
                    set(all, "waiting", JobStatus::waiting);
                    set(all, "running", JobStatus::running);
                    set(all, "given-up", JobStatus::failed);
                })
                .then()
                .onErrorResume(e -> {
                    LOG.atDebug().addKeyValue("cause", e.toString()).log("jobs.backlog.unknown");
                    return Mono.empty();
                });
    }

    private void set(List<JobStatus> all, String figure, ToLongFunction<JobStatus> value) {
        for (JobStatus status : all) {
            Map<String, AtomicLong> ofJob = figures.get(status.name());
            AtomicLong held = ofJob == null ? null : ofJob.get(figure);
            if (held != null) {
                held.set(value.applyAsLong(status));
            }
        }
    }

    private static AtomicLong gauge(MeterRegistry meters, String job, String name, String description) {
        var value = new AtomicLong();
        Gauge.builder(name, value, AtomicLong::doubleValue)
                .description(description)
                .tag("kind", job)
                .register(meters);
        return value;
    }
}
