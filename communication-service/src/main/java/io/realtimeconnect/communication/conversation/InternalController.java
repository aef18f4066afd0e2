package io.realtimeconnect.communication.conversation;

import io.realtimeconnect.perf.access.Access;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.validation.Valid;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Conversations for the service that matches. */
@Hidden
@RestController
@RequestMapping("/internal/conversations")
@Access(value = Access.Level.SERVICE, callers = "queuing-service")
class InternalController {

    private final Openings openings;

    InternalController(Openings openings) {
        this.openings = openings;
    }

    record Opened(UUID id) {}

    @PutMapping("/{id}")
    Mono<ResponseEntity<Opened>> open(@PathVariable UUID id, @Valid @RequestBody OpenConversation request) {
        return openings.open(id, request)
                .map(isNew -> ResponseEntity.status(isNew ? HttpStatus.CREATED : HttpStatus.OK)
                        .body(new Opened(id)));
    }
}
