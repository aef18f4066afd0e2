package io.realtimeconnect.communication.voice;

import io.realtimeconnect.communication.conversation.ConversationNotFound;
import io.realtimeconnect.communication.conversation.Members;
import io.realtimeconnect.communication.log.ChangePage;
import io.realtimeconnect.communication.log.ConversationLog;
import io.realtimeconnect.communication.log.Message;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Voice notes that are kept, as long as the log has their message: where that is in doubt, because somebody set out to delete the
 * message or the link to it was never noted, the log is asked.
 */
@Service
class Library {

    private static final int AT_ONCE = 100;

    private final MediaTable table;
    private final Members members;
    private final ConversationLog history;
    private final VoiceProperties properties;
    private final Clock clock;

    Library(MediaTable table, Members members, ConversationLog history, VoiceProperties properties, Clock clock) {
        this.table = table;
        this.members = members;
        this.history = history;
        this.properties = properties;
        this.clock = clock;
    }

    /** For somebody who takes part in its conversation; signals {@link MediaNotFound} to everybody else. */
    Mono<Media> seenBy(UUID userId, UUID mediaId) {
        return kept(mediaId)
                .flatMap(media ->
                        members.partnersOf(media.conversationId(), userId).thenReturn(media))
                .onErrorMap(ConversationNotFound.class, e -> new MediaNotFound());
    }

    /** For the suite itself. */
    Mono<Media> kept(UUID mediaId) {
        return table.find(mediaId)
                .flatMap(media -> media.isDoubtful() ? settled(media) : Mono.just(media))
                .switchIfEmpty(Mono.error(MediaNotFound::new));
    }

    /** Looks after what was left over: by requests that were cut off, by instances that died. How many were looked at. */
    Mono<Long> upkeep() {
        Instant before = clock.instant().minus(properties.settleAfter());
        return table.removeBroken(before)
                .then(table.unsettled(before, AT_ONCE).concatMap(this::settled).count());
    }

    /** The voice note when the log has its message; else empty, and it goes, unless its message may still be on its way. */
    private Mono<Media> settled(Media media) {
        UUID messageId = media.messageId();
        Mono<Message> message = messageId == null
                ? find(media, 0)
                : history.message(media.conversationId(), messageId).filter(found -> found.media() != null);
        return message.flatMap(found -> table.trust(media, found.id()).thenReturn(media))
                .switchIfEmpty(Mono.defer(() -> isOld(media) || messageId != null
                        ? table.remove(media.id()).then(Mono.empty())
                        : Mono.empty()));
    }

    private boolean isOld(Media media) {
        return media.createdAt().isBefore(clock.instant().minus(properties.settleAfter()));
    }

    private Mono<Message> find(Media media, long afterRev) {
        return history.changes(media.conversationId(), afterRev)
                .flatMap(page -> Flux.fromIterable(messages(page))
                        .filter(message -> isOf(message, media.id()))
                        .next()
                        .switchIfEmpty(Mono.defer(() -> {
                            long read = page.items().isEmpty()
                                    ? page.lastRev()
                                    : page.items().get(page.items().size() - 1).rev();
                            return read < page.lastRev() && read > afterRev ? find(media, read) : Mono.empty();
                        })));
    }

    private static List<Message> messages(ChangePage page) {
        return page.items().stream()
                .flatMap(change -> Stream.ofNullable(change.message()))
                .toList();
    }

    private static boolean isOf(Message message, UUID mediaId) {
        return message.media() != null
                && message.media().path("mediaId").asString("").equals(mediaId.toString());
    }
}
