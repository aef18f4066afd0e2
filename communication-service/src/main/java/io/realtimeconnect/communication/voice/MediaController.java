package io.realtimeconnect.communication.voice;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.access.CurrentUser;
import io.realtimeconnect.perf.web.ETags;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The audio of voice notes. */
@Tag(name = "Voice notes")
@RestController
class MediaController {

    /** What is kept never changes. */
    private static final String TAG = ETags.of(1);

    private final Library library;
    private final Chunks chunks;

    MediaController(Library library, Chunks chunks) {
        this.library = library;
        this.chunks = chunks;
    }

    @GetMapping("/api/v1/media/{mediaId}")
    @Access(Access.Level.SESSION)
    @Operation(
            operationId = "getMedia",
            summary = "The audio of a voice note",
            description =
                    "For participants of its conversation. One Range of bytes is honoured, with If-Range; HEAD as well.")
    @ApiResponse(
            responseCode = "200",
            description = "All of it",
            content = @Content(mediaType = "audio/*", schema = @Schema(type = "string", format = "binary")))
    @ApiResponse(responseCode = "206", description = "The range")
    @ApiResponse(
            responseCode = "404",
            description = "MEDIA_NOT_FOUND, for outsiders and after its message was deleted as well")
    @ApiResponse(responseCode = "416", description = "RANGE_NOT_SATISFIABLE")
    Mono<ResponseEntity<Flux<DataBuffer>>> media(
            @Parameter(hidden = true) CurrentUser user, @PathVariable UUID mediaId, ServerHttpRequest request) {
        return library.seenBy(user.id(), mediaId).map(media -> answer(media, request));
    }

    @Hidden
    @GetMapping("/internal/media/{mediaId}")
    @Access(value = Access.Level.SERVICE, callers = "history-service")
    Mono<ResponseEntity<Flux<DataBuffer>>> whole(@PathVariable UUID mediaId, ServerHttpRequest request) {
        return library.kept(mediaId).map(media -> answer(media, request));
    }

    private ResponseEntity<Flux<DataBuffer>> answer(Media media, ServerHttpRequest request) {
        ByteRange range = range(media, request.getHeaders());
        long first = range == null ? 0 : range.first();
        long last = range == null ? media.size() - 1L : range.last();
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(
                        range == null ? HttpStatus.OK : HttpStatus.PARTIAL_CONTENT)
                .eTag(TAG)
                .cacheControl(CacheControl.noCache().cachePrivate())
                .header(HttpHeaders.ACCEPT_RANGES, "bytes")
                .header("X-Content-Type-Options", "nosniff")
                .contentType(MediaType.parseMediaType(media.contentType()))
                .contentLength(last - first + 1);
        if (range != null) {
            answer.header(HttpHeaders.CONTENT_RANGE, "bytes " + first + "-" + last + "/" + media.size());
        }
        if (request.getMethod() == HttpMethod.HEAD) {
            return answer.build();
        }
        return answer.body(chunks.read(media, first, last).map(DefaultDataBufferFactory.sharedInstance::wrap));
    }

    /** Another version than the client has part of is answered with the whole. */
    private static @Nullable ByteRange range(Media media, HttpHeaders headers) {
        String ifRange = headers.getFirst(HttpHeaders.IF_RANGE);
        return ifRange == null || ifRange.strip().equals(TAG)
                ? ByteRange.of(headers.getFirst(HttpHeaders.RANGE), media.size())
                : null;
    }
}
