package io.realtimeconnect.moderation.sanction;

import io.realtimeconnect.perf.access.Access;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.List;
import java.util.UUID;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** What counts now against one user, for services whose copy may be a moment old. */
@Hidden
@RestController
class InForceController {

    private final Sanctions sanctions;

    InForceController(Sanctions sanctions) {
        this.sanctions = sanctions;
    }

    record InForce(List<Sanction> items) {}

    @GetMapping("/internal/sanctions/{userId}")
    @Access(value = Access.Level.SERVICE, callers = "communication-service")
    Mono<InForce> inForce(@PathVariable UUID userId) {
        return sanctions.inForce(userId).collectList().map(InForce::new);
    }
}
