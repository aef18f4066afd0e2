package io.realtimeconnect.history.export;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.access.CurrentUser;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** All of one's own data as a file. */
@Tag(name = "History")
@RestController
@RequestMapping("/api/v1/history/export")
@Access(Access.Level.SESSION)
class ExportController {

    private static final MediaType ZIP = MediaType.parseMediaType("application/zip");

    private final Exports exports;

    ExportController(Exports exports) {
        this.exports = exports;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            operationId = "orderExport",
            summary = "Orders a file with all one's own data",
            description =
                    "One is made at a time: while it is, its job is the answer. The file is a zip of JSON Lines: profile, own"
                            + " messages, interactions, events, and voice notes under media/; voice notes that cannot be had any more are named in"
                            + " missing-media.jsonl. It is kept for 24 hours.")
    @ApiResponse(responseCode = "202", description = "The job")
    Mono<Export> order(@Parameter(hidden = true) CurrentUser user) {
        return exports.order(user.id());
    }

    @GetMapping("/{jobId}")
    @Operation(operationId = "getExport", summary = "How an export stands: queued, running, done or failed, in percent")
    @ApiResponse(responseCode = "200", description = "The job")
    @ApiResponse(responseCode = "404", description = "EXPORT_NOT_FOUND, also those of others and expired ones")
    Mono<Export> get(@Parameter(hidden = true) CurrentUser user, @PathVariable UUID jobId) {
        return exports.find(user.id(), jobId);
    }

    @GetMapping("/{jobId}/file")
    @Operation(operationId = "downloadExport", summary = "The file of an export that is done")
    @ApiResponse(
            responseCode = "200",
            description = "The zip",
            content = @Content(mediaType = "application/zip", schema = @Schema(type = "string", format = "binary")))
    @ApiResponse(responseCode = "404", description = "EXPORT_NOT_FOUND, also those of others and expired ones")
    @ApiResponse(responseCode = "409", description = "EXPORT_NOT_READY with state")
    Mono<ResponseEntity<Flux<DataBuffer>>> file(@Parameter(hidden = true) CurrentUser user, @PathVariable UUID jobId) {
        return exports.file(user.id(), jobId)
                .map(file -> ResponseEntity.ok()
                        .contentType(ZIP)
                        .contentLength(file.bytes())
                        .cacheControl(CacheControl.noStore().cachePrivate())
                        .header("Content-Disposition", attachment(jobId))
                        .body(file.pieces().map(DefaultDataBufferFactory.sharedInstance::wrap)));
    }

    private static String attachment(UUID jobId) {
        return ContentDisposition.attachment()
                .filename("realtime-connect-" + jobId + ".zip")
                .build()
                .toString();
    }
}
