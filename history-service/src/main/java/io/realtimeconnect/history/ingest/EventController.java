package io.realtimeconnect.history.ingest;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.perf.web.MaxBody;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Where clients tell what happened. */
@Tag(name = "Events")
@RestController
@Access(Access.Level.SESSION)
class EventController {

    private final Ingest ingest;

    EventController(Ingest ingest) {
        this.ingest = ingest;
    }

    /** One event, or several under {@code events}; with these the other members mean nothing. */
    @Schema(name = "EventsRequest", description = "One event, or up to 100 under events")
    record EventsRequest(
            @Schema(description = "1 to 100 of them; then the other members mean nothing") @Nullable
            List<@Nullable EventInput> events,

            @Nullable String id,
            @Nullable String type,
            @Nullable Instant at,

            @Schema(type = "object") @Nullable JsonNode properties) {}

    @PostMapping("/api/v1/events")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @MaxBody("512KB")
    @Operation(
            operationId = "sendEvents",
            summary = "Takes one event, or up to 100 of them, all or none",
            description =
                    "The same id of the same user counts once, however often it is sent. at lies at most 7 days back and 5 minutes"
                            + " ahead; properties are an object of at most 4 KiB, five levels deep.")
    @ApiResponse(responseCode = "202", description = "How many were new and how many had been sent before")
    @ApiResponse(responseCode = "400", description = "VALIDATION_FAILED, MALFORMED_REQUEST: none was taken")
    Mono<Ingested> send(@Parameter(hidden = true) CurrentUser user, @RequestBody EventsRequest request) {
        return request.events() == null
                ? ingest.take(
                        user.id(), new EventInput(request.id(), request.type(), request.at(), request.properties()))
                : ingest.take(user.id(), request.events());
    }
}
