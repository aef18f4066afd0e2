package io.realtimeconnect.perf.metrics;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.performance.PerformanceReports;
import io.realtimeconnect.perf.web.Problem;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Metrics as Prometheus reads them, and as a report. Who may is decided here, as a scraper has no session. */
@RestController
@Access(Access.Level.ANYONE)
class MetricsController implements DisposableBean {

    private static final MediaType TEXT = MediaType.parseMediaType("text/plain;version=0.0.4;charset=utf-8");

    private final ScrapeAccess access;
    private final @Nullable PrometheusMeterRegistry prometheus;
    private final PerformanceReports reports;
    private final String service;
    private final Clock clock;

    /** Hundreds of series as text are some milliseconds of work. */
    private final Scheduler writing = Schedulers.newBoundedElastic(1, 16, "metrics", 30, true);

    MetricsController(
            ScrapeAccess access,
            @Nullable PrometheusMeterRegistry prometheus,
            PerformanceReports reports,
            String service,
            Clock clock) {
        this.access = access;
        this.prometheus = prometheus;
        this.reports = reports;
        this.service = service;
        this.clock = clock;
    }

    @GetMapping("/metrics")
    Mono<MetricsReport> report(ServerWebExchange exchange) {
        return access.require(exchange)
                .then(Mono.defer(reports::all))
                .map(report -> MetricsReport.of(service, clock.instant(), report));
    }

    @GetMapping("/metrics/prometheus")
    Mono<ResponseEntity<String>> prometheus(ServerWebExchange exchange) {
        PrometheusMeterRegistry registry = prometheus;
        return access.require(exchange)
                .then(Mono.defer(() -> registry == null
                        ? Mono.error(new Problem(HttpStatus.NOT_FOUND, "NOT_FOUND", "Metrics are turned off."))
                        : Mono.fromCallable(() -> registry.scrape("text/plain")).subscribeOn(writing)))
                .map(text -> ResponseEntity.ok()
                        .contentType(TEXT)
                        .cacheControl(CacheControl.noStore())
                        .body(text));
    }

    @Override
    public void destroy() {
        writing.dispose();
    }
}
