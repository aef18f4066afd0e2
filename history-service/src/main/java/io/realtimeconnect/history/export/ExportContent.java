package io.realtimeconnect.history.export;

import io.realtimeconnect.history.ingest.EventTable;
import io.realtimeconnect.history.ingest.EventTable.Stored;
import io.realtimeconnect.history.interaction.Interaction;
import io.realtimeconnect.history.interaction.Interactions;
import io.realtimeconnect.history.log.Message;
import io.realtimeconnect.history.log.OwnMessages;
import io.realtimeconnect.history.person.Moderation;
import io.realtimeconnect.history.person.OwnPage;
import io.realtimeconnect.history.person.Users;
import io.realtimeconnect.perf.web.Ids;
import io.realtimeconnect.perf.web.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** All data of a user, file by file, read as fast as it is written. */
@Component
class ExportContent {

    private static final int PAGE = 200;

    private final Users users;
    private final Moderation moderation;
    private final OwnMessages messages;
    private final Interactions interactions;
    private final EventTable events;
    private final MediaStore media;
    private final JsonMapper json;

    ExportContent(
            Users users,
            Moderation moderation,
            OwnMessages messages,
            Interactions interactions,
            EventTable events,
            MediaStore media,
            JsonMapper json) {
        this.users = users;
        this.moderation = moderation;
        this.messages = messages;
        this.interactions = interactions;
        this.events = events;
        this.media = media;
        this.json = json;
    }

    /** @param progress is told in percent */
    Flux<Part> of(UUID userId, IntConsumer progress) {
        List<Map<String, Object>> missing = new ArrayList<>();
        return messages.conversations(userId)
                .flatMapMany(total -> Flux.concat(
                        file("profile.jsonl", profile(userId)),
                        file("messages.jsonl", said(userId, share(progress, 0, 40, total))),
                        file("interactions.jsonl", met(userId)),
                        file("events.jsonl", sent(userId)),
                        file("blocks.jsonl", pages(after -> users.ownBlocks(userId, after.orElse(null)))),
                        moderated(userId, "sanctions"),
                        moderated(userId, "appeals"),
                        moderated(userId, "reports"),
                        voice(userId, missing, share(progress, 50, 99, total)),
                        Flux.defer(() -> missing.isEmpty()
                                ? Flux.empty()
                                : file(
                                        "missing-media.jsonl",
                                        Flux.fromIterable(missing).map(this::line)))));
    }

    private static Flux<Part> file(String name, Flux<Part> lines) {
        return Flux.concat(Flux.just(new Part.File(name)), lines);
    }

    /** Nothing for an account that is gone. */
    private Flux<Part> profile(UUID userId) {
        return users.ownData(userId)
                .onErrorResume(ExportContent::isGone, e -> Mono.empty())
                .map(this::line)
                .flux();
    }

    private Flux<Part> said(UUID userId, Runnable conversationRead) {
        return messages.of(userId, false, conversationRead).map(this::line);
    }

    private Flux<Part> met(UUID userId) {
        return met(userId, Interactions.Place.LATEST)
                .expand(page ->
                        page.size() < PAGE ? Mono.empty() : met(userId, Interactions.Place.of(page.get(PAGE - 1))))
                .concatMapIterable(page -> page, 1)
                .map(this::line);
    }

    private Mono<List<Interaction>> met(UUID userId, Interactions.Place before) {
        return interactions.before(userId, before, PAGE).collectList().flatMap(interactions::named);
    }

    private Flux<Part> sent(UUID userId) {
        return sent(userId, "")
                .expand(page -> page.size() < PAGE
                        ? Mono.empty()
                        : sent(userId, page.get(PAGE - 1).id()))
                .concatMapIterable(page -> page, 1)
                .map(event -> Part.line(event.json()));
    }

    private Mono<List<Stored>> sent(UUID userId, String after) {
        return events.of(userId, after, PAGE).collectList();
    }

    private Flux<Part> moderated(UUID userId, String kind) {
        return file(kind + ".jsonl", pages(after -> moderation.own(userId, kind, after.orElse(null))));
    }

    private Flux<Part> pages(Function<Optional<UUID>, Mono<OwnPage>> read) {
        return read.apply(Optional.empty())
                .expand(page -> page.next() == null ? Mono.empty() : read.apply(Optional.of(page.next())))
                .concatMapIterable(OwnPage::items, 1)
                .map(this::line);
    }

    private Flux<Part> voice(UUID userId, List<Map<String, Object>> missing, Runnable conversationRead) {
        return messages.of(userId, true, conversationRead).concatMap(note -> voice(note, missing), 1);
    }

    private Flux<Part> voice(Message note, List<Map<String, Object>> missing) {
        JsonNode described = note.media();
        String name = described == null ? "" : described.path("mediaId").asString("");
        return Mono.justOrEmpty(Ids.parse(name))
                .flatMap(id -> media.find(id).onErrorResume(ExportContent::isGone, e -> Mono.empty()))
                .filter(ResponseEntity::hasBody)
                .flatMapMany(found -> Flux.<Part>just(
                        new Part.File(
                                "media/" + name + ending(found.getHeaders().getContentType())),
                        new Part.Bytes(Objects.requireNonNull(found.getBody()))))
                .switchIfEmpty(Flux.defer(() -> {
                    missing.add(Map.of("messageId", note.id(), "mediaId", name, "reason", "not stored any more"));
                    return Flux.empty();
                }));
    }

    private static String ending(@Nullable MediaType type) {
        String subtype = type == null ? "" : type.getSubtype();
        return switch (subtype) {
            case "ogg", "webm", "wav" -> "." + subtype;
            case "x-wav", "wave", "vnd.wave" -> ".wav";
            default -> ".bin";
        };
    }

    private static boolean isGone(Throwable error) {
        return error instanceof Problem problem && problem.status().equals(HttpStatus.NOT_FOUND);
    }

    private static Runnable share(IntConsumer progress, int from, int to, long total) {
        AtomicLong done = new AtomicLong();
        return () -> progress.accept(from + (int) ((to - from) * done.incrementAndGet() / Math.max(1, total)));
    }

    private Part line(Object value) {
        return Part.line(json.writeValueAsString(value));
    }
}
