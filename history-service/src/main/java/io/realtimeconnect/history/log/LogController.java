package io.realtimeconnect.history.log;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.web.MaxBody;
import io.realtimeconnect.perf.web.ValidationFailed;
import io.swagger.v3.oas.annotations.Hidden;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The log for the services that write and follow it. */
@Hidden
@RestController
@RequestMapping("/internal/logs")
@Access(Access.Level.SERVICE)
class LogController {

    static final int OPS_AT_MOST = 64;
    static final int HEADS_AT_MOST = 500;
    static final int CHANGES_AT_MOST = 500;
    static final int PARTICIPANTS_AT_MOST = 16;
    static final int AROUND_AT_MOST = 50;
    static final int UNSCREENED_AT_MOST = 500;

    private final Logs logs;
    private final Appends appends;
    private final LogReader reader;

    LogController(Logs logs, Appends appends, LogReader reader) {
        this.logs = logs;
        this.appends = appends;
        this.reader = reader;
    }

    record OpenRequest(
            @Nullable List<UUID> participants, @Nullable Instant createdAt) {}

    record AppendRequest(@Nullable List<Op> items) {}

    /** @param readSeqs with a user: how far that user has read each conversation */
    record HeadsRequest(
            @Nullable List<UUID> ids,
            @Nullable UUID userId,
            @Nullable Map<UUID, Long> readSeqs) {}

    record Items<T>(List<T> items) {}

    record Unscreened(UUID conversationId, Message message) {}

    @PutMapping("/{conversationId}")
    @Access(value = Access.Level.SERVICE, callers = "communication-service")
    Mono<ResponseEntity<HeadView>> open(@PathVariable UUID conversationId, @RequestBody OpenRequest request) {
        List<UUID> participants = required("participants", request.participants(), PARTICIPANTS_AT_MOST);
        if (new LinkedHashSet<>(participants).size() < 2) {
            throw new ValidationFailed("participants", "are two users at least");
        }
        return logs.open(conversationId, participants, request.createdAt())
                .map(opened -> ResponseEntity.status(opened.isNew() ? HttpStatus.CREATED : HttpStatus.OK)
                        .body(HeadView.of(opened.head())));
    }

    @PostMapping("/append")
    @Access(value = Access.Level.SERVICE, callers = "communication-service")
    @MaxBody("2MB")
    Mono<Items<Outcome>> append(@RequestBody AppendRequest request) {
        return appends.append(required("items", request.items(), OPS_AT_MOST)).map(Items::new);
    }

    @PostMapping("/heads")
    Mono<Items<HeadView>> heads(@RequestBody HeadsRequest request) {
        List<UUID> ids = List.copyOf(new LinkedHashSet<>(required("ids", request.ids(), HEADS_AT_MOST)));
        return (request.userId() == null
                        ? reader.heads(ids)
                        : reader.headsSeenBy(
                                request.userId(), ids, request.readSeqs() == null ? Map.of() : request.readSeqs()))
                .collectList()
                .map(Items::new);
    }

    @GetMapping("/{conversationId}/changes")
    Mono<Changes> changes(
            @PathVariable UUID conversationId,
            @RequestParam(defaultValue = "0") long afterRev,
            @RequestParam(defaultValue = "200") int limit) {
        return reader.changes(conversationId, afterRev, clamped(limit, CHANGES_AT_MOST))
                .switchIfEmpty(Mono.error(ConversationNotFound::new));
    }

    @GetMapping("/of/{userId}")
    Mono<Items<HeadView>> of(
            @PathVariable UUID userId,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String before,
            @RequestParam(defaultValue = "50") int limit) {
        return reader.of(
                        userId,
                        state == null ? null : state(state),
                        before == null ? null : LogReader.Place.parse(before),
                        clamped(limit, HEADS_AT_MOST))
                .collectList()
                .map(Items::new);
    }

    @GetMapping("/{conversationId}/messages/{messageId}")
    Mono<Message> message(@PathVariable UUID conversationId, @PathVariable UUID messageId) {
        return reader.message(conversationId, messageId).switchIfEmpty(Mono.error(MessageNotFound::new));
    }

    @GetMapping("/{conversationId}/messages/{messageId}/around")
    @Access(value = Access.Level.SERVICE, callers = "moderation-service")
    Mono<Items<Message>> around(
            @PathVariable UUID conversationId,
            @PathVariable UUID messageId,
            @RequestParam(defaultValue = "20") int limit) {
        return reader.around(conversationId, messageId, clamped(limit, AROUND_AT_MOST))
                .switchIfEmpty(Mono.error(MessageNotFound::new))
                .map(Items::new);
    }

    @GetMapping("/unscreened")
    @Access(value = Access.Level.SERVICE, callers = "communication-service")
    Mono<Items<Unscreened>> unscreened(@RequestParam(defaultValue = "100") int limit) {
        return reader.unscreened(clamped(limit, UNSCREENED_AT_MOST))
                .map(message -> new Unscreened(message.conversationId(), message))
                .collectList()
                .map(Items::new);
    }

    private static <T> List<T> required(String field, @Nullable List<T> items, int atMost) {
        if (items == null || items.isEmpty() || items.size() > atMost || items.contains(null)) {
            throw new ValidationFailed(field, "holds 1 to " + atMost + " items");
        }
        return items;
    }

    private static State state(String wire) {
        return switch (wire) {
            case "open" -> State.OPEN;
            case "ended" -> State.ENDED;
            default -> throw new ValidationFailed("state", "is open or ended");
        };
    }

    private static int clamped(int limit, int atMost) {
        return Math.max(1, Math.min(limit, atMost));
    }
}
