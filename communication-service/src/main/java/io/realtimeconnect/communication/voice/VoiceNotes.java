package io.realtimeconnect.communication.voice;

import io.realtimeconnect.communication.conversation.Messages;
import io.realtimeconnect.communication.conversation.Messages.Sent;
import io.realtimeconnect.perf.web.Ids;
import io.realtimeconnect.perf.web.Problem;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Voice notes on their way in: first the bytes, then the message in the log, then the link between the two. */
@Service
class VoiceNotes {

    private static final Logger log = LoggerFactory.getLogger(VoiceNotes.class);

    private static final int MOST_BOUNDARY = 70;

    private final Messages messages;
    private final MediaTable table;
    private final Chunks chunks;
    private final VoiceProperties properties;
    private final VoiceMeters meters;
    private final JsonMapper json;
    private final Clock clock;
    private final AtomicInteger running = new AtomicInteger();

    VoiceNotes(
            Messages messages,
            MediaTable table,
            Chunks chunks,
            VoiceProperties properties,
            VoiceMeters meters,
            JsonMapper json,
            Clock clock) {
        this.messages = messages;
        this.table = table;
        this.chunks = chunks;
        this.properties = properties;
        this.meters = meters;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Takes a form in as it comes; a refusal stops it at once.
     *
     * @return signals {@code CONVERSATION_NOT_FOUND} before anything is read, {@code MEDIA_TOO_LARGE}, {@code UNSUPPORTED_MEDIA},
     *     and what sending a message does
     */
    Mono<Sent> take(UUID userId, UUID conversationId, ServerHttpRequest request) {
        return messages.audience(userId, conversationId)
                .then(Mono.defer(() -> admitted(userId, conversationId, request)))
                .onErrorMap(e -> e instanceof Problem p && p.code().equals("PAYLOAD_TOO_LARGE"), e -> tooLarge())
                .doOnSuccess(meters::taken)
                .doOnError(meters::refused);
    }

    private MediaTooLarge tooLarge() {
        return MediaTooLarge.bytes(properties.largest().toBytes());
    }

    private Mono<Sent> admitted(UUID userId, UUID conversationId, ServerHttpRequest request) {
        String boundary = boundary(request);
        if (running.incrementAndGet() > properties.uploads()) {
            running.decrementAndGet();
            return Mono.error(new Problem(
                            HttpStatus.SERVICE_UNAVAILABLE, "TOO_MANY_UPLOADS", "Too many voice notes come in at once.")
                    .header("Retry-After", "1"));
        }
        AudioProbe probe = new AudioProbe(properties.largest().toBytes(), properties.longest());
        Upload upload = new Upload(conversationId, Ids.next(), userId, clock.instant(), boundary, probe, table, chunks);
        return request.getBody()
                .map(VoiceNotes::bytes)
                .concatMap(bytes -> Mono.defer(() -> upload.take(bytes)), 1)
                .then(Mono.defer(upload::finish))
                .onErrorResume(e -> upload.undo().onErrorComplete().then(Mono.error(e)))
                .doOnCancel(() -> upload.undo().subscribe(null, VoiceNotes::leftToUpkeep))
                .flatMap(media -> append(userId, media, upload.clientMessageId()))
                .doFinally(signal -> running.decrementAndGet());
    }

    private static byte[] bytes(DataBuffer buffer) {
        byte[] bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }

    private static String boundary(ServerHttpRequest request) {
        MediaType type;
        try {
            type = request.getHeaders().getContentType();
        } catch (InvalidMediaTypeException e) {
            type = null;
        }
        if (type == null || !MediaType.MULTIPART_FORM_DATA.equalsTypeAndSubtype(type)) {
            throw new Problem(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    "UNSUPPORTED_MEDIA_TYPE",
                    "A voice note comes as multipart/form-data.");
        }
        String boundary = type.getParameter("boundary");
        if (boundary == null || boundary.isEmpty() || boundary.length() > MOST_BOUNDARY + 2) {
            throw new Problem(HttpStatus.BAD_REQUEST, "MALFORMED_REQUEST", "The form has no boundary.");
        }
        return boundary.replace("\"", "");
    }

    private Mono<Sent> append(UUID userId, Media media, String clientMessageId) {
        return messages.sendVoice(userId, media.conversationId(), clientMessageId, json.valueToTree(media.shown()))
                .flatMap(sent -> settle(media, sent).thenReturn(sent))
                .onErrorResume(
                        e -> e instanceof Problem p && p.status().is4xxClientError(),
                        e -> table.remove(media.id()).onErrorComplete().then(Mono.error(e)));
    }

    /** The log knows the message now, whatever happens here. */
    private Mono<Void> settle(Media media, Sent sent) {
        boolean mine = sent.message().media() != null
                && sent.message()
                        .media()
                        .path("mediaId")
                        .asString("")
                        .equals(media.id().toString());
        return (mine ? table.link(media.id(), sent.message().id()) : table.remove(media.id())).onErrorResume(e -> {
            leftToUpkeep(e);
            return Mono.empty();
        });
    }

    private static void leftToUpkeep(Throwable error) {
        log.atDebug().addKeyValue("cause", String.valueOf(error)).log("voice.left");
    }
}
