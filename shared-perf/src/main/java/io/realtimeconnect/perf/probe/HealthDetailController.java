package io.realtimeconnect.perf.probe;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.health.Health;
import io.realtimeconnect.perf.health.HealthStatus;
import io.realtimeconnect.perf.web.Problem;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Health with its figures, for administrators: {@code detailed} or one part, such as {@code database} or {@code cache}. */
@RestController
@Access(Access.Level.ADMIN)
class HealthDetailController {

    private final Health health;
    private final ProcessFacts process;

    HealthDetailController(Health health, ProcessFacts process) {
        this.health = health;
        this.process = process;
    }

    @GetMapping("/health/detailed")
    Mono<ResponseEntity<Map<String, Object>>> detailed() {
        return health.report().map(report -> {
            Map<String, Object> body = ReportView.full(report);
            body.putAll(process.facts());
            return ProbeController.answer(ProbeController.statusOf(report), body);
        });
    }

    @GetMapping("/health/{part}")
    Mono<ResponseEntity<Map<String, Object>>> part(@PathVariable String part) {
        return health.report(part)
                .map(report -> ProbeController.answer(
                        report.status() == HealthStatus.UNHEALTHY ? HttpStatus.SERVICE_UNAVAILABLE : HttpStatus.OK,
                        ReportView.full(report)))
                .switchIfEmpty(Mono.error(
                        () -> new Problem(HttpStatus.NOT_FOUND, "NOT_FOUND", "This service has no such part.")));
    }
}
