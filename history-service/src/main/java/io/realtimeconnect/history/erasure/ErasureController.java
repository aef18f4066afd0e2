package io.realtimeconnect.history.erasure;

import io.realtimeconnect.history.erasure.Erasures.Erasure;
import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.perf.web.Ids;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The end of one's own history. */
@Tag(name = "History")
@RestController
@Access(Access.Level.SESSION)
class ErasureController {

    private final Erasures erasures;

    ErasureController(Erasures erasures) {
        this.erasures = erasures;
    }

    @DeleteMapping("/api/v1/history")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            operationId = "eraseHistory",
            summary = "Erases all one has said and sent, everywhere",
            description =
                    "In the background: messages become empty shells that keep their seq, everybody's sockets see message.updated;"
                            + " voice notes, events, exports and what reports quote go as well. Who met whom and when stays, as ids.")
    @ApiResponse(responseCode = "202", description = "The job")
    Mono<Erasure> erase(@Parameter(hidden = true) CurrentUser user) {
        return erasures.order(Ids.next(), user.id());
    }
}
