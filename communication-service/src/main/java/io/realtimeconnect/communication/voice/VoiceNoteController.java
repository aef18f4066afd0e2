package io.realtimeconnect.communication.voice;

import io.realtimeconnect.communication.log.Message;
import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.perf.web.MaxBody;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Voice notes on their way in. */
@Tag(name = "Voice notes")
@RestController
@Access(Access.Level.SESSION)
class VoiceNoteController {

    private final VoiceNotes notes;

    VoiceNoteController(VoiceNotes notes) {
        this.notes = notes;
    }

    /** The form, for the document. */
    record Form(
            @Schema(type = "string", format = "binary", requiredMode = Schema.RequiredMode.REQUIRED)
            String audio,

            @Schema(minLength = 1, maxLength = 64, requiredMode = Schema.RequiredMode.REQUIRED)
            String clientMessageId) {}

    @PostMapping("/api/v1/conversations/{id}/voice-notes")
    @MaxBody("6MB")
    @Operation(
            operationId = "sendVoiceNote",
            summary = "Sends a voice note",
            description = "Ogg/Opus, WebM/Opus or WAV, by content; at most 5 MiB and 120 seconds.",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = "multipart/form-data",
                                            schema = @Schema(implementation = Form.class))))
    @ApiResponse(responseCode = "201", description = "The message, of type voice")
    @ApiResponse(responseCode = "200", description = "The message that this clientMessageId has made before")
    @ApiResponse(responseCode = "404", description = "CONVERSATION_NOT_FOUND, for outsiders as well")
    @ApiResponse(responseCode = "409", description = "CONVERSATION_ENDED")
    @ApiResponse(responseCode = "413", description = "MEDIA_TOO_LARGE")
    @ApiResponse(responseCode = "415", description = "UNSUPPORTED_MEDIA")
    Mono<ResponseEntity<Message>> send(
            @Parameter(hidden = true) CurrentUser user, @PathVariable UUID id, ServerHttpRequest request) {
        return notes.take(user.id(), id, request)
                .map(sent -> ResponseEntity.status(sent.isNew() ? HttpStatus.CREATED : HttpStatus.OK)
                        .body(sent.message()));
    }
}
