package io.realtimeconnect.queuing.queue;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.access.Credentials;
import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.perf.session.Sessions;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The queue. */
@Tag(name = "Queue")
@RestController
@RequestMapping("/api/v1/queue")
@Access(Access.Level.SESSION)
class QueueController {

    private final Queue queue;
    private final Watch watch;
    private final Sessions sessions;

    QueueController(Queue queue, Watch watch, Sessions sessions) {
        this.queue = queue;
        this.watch = watch;
        this.sessions = sessions;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(operationId = "joinQueue", summary = "Join the queue; matched at once where a partner waits")
    @ApiResponse(responseCode = "202", description = "The ticket")
    @ApiResponse(responseCode = "403", description = "ACCOUNT_SUSPENDED")
    @ApiResponse(responseCode = "409", description = "ALREADY_QUEUED with ticket, ALREADY_MATCHED with match")
    @ApiResponse(responseCode = "503", description = "QUEUE_FULL")
    Mono<TicketView> join(@Parameter(hidden = true) CurrentUser user, @Valid @RequestBody JoinRequest request) {
        return queue.join(user.id(), request);
    }

    @GetMapping
    @Operation(operationId = "getTicket", summary = "One's ticket; state idle when there is none")
    Mono<TicketView> look(@Parameter(hidden = true) CurrentUser user) {
        return queue.look(user.id());
    }

    @DeleteMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "leaveQueue", summary = "Leave the queue")
    @ApiResponse(responseCode = "204", description = "Left")
    @ApiResponse(responseCode = "404", description = "NOT_QUEUED")
    Mono<Void> leave(@Parameter(hidden = true) CurrentUser user) {
        return queue.leave(user.id());
    }

    @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(
            operationId = "watchTicket",
            summary = "One's ticket as Server-Sent Events: waiting, matched, expired",
            description =
                    "The present state first, then each change. Waits for a ticket where there is none, ends when it is gone,"
                            + " and with the session.")
    Flux<ServerSentEvent<TicketView>> events(
            @Parameter(hidden = true) CurrentUser user, @Parameter(hidden = true) ServerWebExchange exchange) {
        String token =
                Objects.requireNonNull(Credentials.of(exchange.getRequest()).token(), "access control saw it");
        return watch.events(user.id()).takeUntilOther(sessions.end(token, user.id(), user.sessionHandle()));
    }
}
