package io.realtimeconnect.perf.probe;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.health.Health;
import io.realtimeconnect.perf.health.HealthReport;
import io.realtimeconnect.perf.health.HealthStatus;
import java.time.Clock;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** What load balancers and people may ask without a session. */
@RestController
@Access(Access.Level.ANYONE)
class ProbeController {

    private final Health health;
    private final Clock clock;

    ProbeController(Health health, Clock clock) {
        this.health = health;
        this.clock = clock;
    }

    @GetMapping("/health")
    Mono<ResponseEntity<Map<String, Object>>> health() {
        return health.report().map(report -> answer(statusOf(report), ReportView.brief(report)));
    }

    @GetMapping("/ready")
    Mono<ResponseEntity<Map<String, Object>>> ready() {
        return health.readiness().map(readiness -> {
            Map<String, Object> body = ReportView.state(readiness.ready(), readiness.reason(), clock.instant());
            return answer(readiness.ready() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE, body);
        });
    }

    /** That this process answers is all there is to know: it looks at nothing outside. */
    @GetMapping({"/live", "/healthz"})
    ResponseEntity<Map<String, Object>> live() {
        return answer(HttpStatus.OK, ReportView.state(true, null, clock.instant()));
    }

    static HttpStatus statusOf(HealthReport report) {
        return report.status() == HealthStatus.UNHEALTHY ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.OK;
    }

    static ResponseEntity<Map<String, Object>> answer(HttpStatus status, Map<String, Object> body) {
        return ResponseEntity.status(status)
                .cacheControl(CacheControl.noStore())
                .body(body);
    }
}
