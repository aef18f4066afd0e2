package io.realtimeconnect.communication.conversation;

import io.realtimeconnect.communication.delivery.Fanout;
import io.realtimeconnect.communication.log.Appender;
import io.realtimeconnect.communication.log.Change;
import io.realtimeconnect.communication.log.Message;
import io.realtimeconnect.communication.log.Operation;
import io.realtimeconnect.communication.log.Outcome;
import io.realtimeconnect.communication.sanction.Standings;
import io.realtimeconnect.communication.screening.Flags;
import io.realtimeconnect.communication.screening.Screening;
import io.realtimeconnect.perf.ratelimit.Decision;
import io.realtimeconnect.perf.ratelimit.RateLimited;
import io.realtimeconnect.perf.ratelimit.RateLimiter;
import io.realtimeconnect.perf.web.Problem;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Messages on their way into the log, whether they come over HTTP or a socket. */
@Service
public class Messages {

    private static final String POLICY = "message";

    private final Appender appender;
    private final Members members;
    private final Fanout fanout;
    private final RateLimiter limiter;
    private final Standings standings;
    private final Screening screening;
    private final Flags flags;
    private final MessageMeters meters;

    Messages(
            Appender appender,
            Members members,
            Fanout fanout,
            RateLimiter limiter,
            Standings standings,
            Screening screening,
            Flags flags,
            MessageMeters meters) {
        this.appender = appender;
        this.members = members;
        this.fanout = fanout;
        this.limiter = limiter;
        this.standings = standings;
        this.screening = screening;
        this.flags = flags;
        this.meters = meters;
    }

    /**
     * A durable message.
     *
     * @param rev the change that created it
     * @param isNew false when the sender had sent it before
     */
    public record Sent(Message message, long rev, boolean isNew) {}

    /** Takes one from what the user may send; signals {@link RateLimited}. */
    public Mono<Decision> admit(UUID userId) {
        return limiter.take(POLICY, userId.toString(), 1)
                .flatMap(decision -> decision.allowed()
                        ? Mono.just(decision)
                        : Mono.error(new RateLimited(decision)
                                .with("retryAfterMs", decision.retryAfter().toMillis())));
    }

    /**
     * Who takes part in a conversation that the user may write to; at once where that is known.
     *
     * @return signals {@link ConversationNotFound} to outsiders, {@code MUTED} or {@code ACCOUNT_SUSPENDED}
     */
    public Mono<List<UUID>> audience(UUID userId, UUID conversationId) {
        return usersOf(userId, conversationId)
                .flatMap(users -> standings.mayWrite(userId).thenReturn(users));
    }

    /** As {@link #audience}, before a message whose {@link #send} is not waited for; who may not is counted. */
    public Mono<Void> announce(UUID userId, UUID conversationId) {
        return audience(userId, conversationId).doOnError(meters::failed).then();
    }

    private Mono<List<UUID>> usersOf(@Nullable UUID userId, UUID conversationId) {
        return members.usersOf(conversationId)
                .filter(users -> users.contains(userId))
                .switchIfEmpty(Mono.error(ConversationNotFound::new));
    }

    /**
     * Stores a message and tells everybody; the sender's connection learns of it like all others.
     *
     * @return signals {@code MESSAGE_TOO_LONG}, {@code CONVERSATION_ENDED}, {@link ConversationNotFound} to outsiders, {@code MUTED},
     *     {@code MESSAGE_BLOCKED}, {@code UPSTREAM_UNAVAILABLE} when its fate is unknown
     */
    public Mono<Sent> send(UUID userId, UUID conversationId, String clientMessageId, String body) {
        return Mono.<Sent>defer(() -> {
                    MessageText.checkClientMessageId(clientMessageId);
                    MessageText.checkBody(body);
                    return audience(userId, conversationId)
                            .flatMap(users -> screened(
                                    conversationId,
                                    body,
                                    users,
                                    passed -> Operation.text(conversationId, userId, clientMessageId, passed)))
                            .map(Messages::sent);
                })
                .doOnNext(meters::sent)
                .doOnError(meters::failed);
    }

    /**
     * Stores a voice note's message, as {@link #send} does.
     *
     * @param media what clients are told of the audio
     */
    public Mono<Sent> sendVoice(UUID userId, UUID conversationId, String clientMessageId, JsonNode media) {
        return Mono.<Sent>defer(() -> {
                    MessageText.checkClientMessageId(clientMessageId);
                    return audience(userId, conversationId)
                            .flatMap(users ->
                                    append(Operation.voice(conversationId, userId, clientMessageId, media), users))
                            .map(Messages::sent);
                })
                .doOnNext(meters::sent)
                .doOnError(meters::failed);
    }

    private static Sent sent(Outcome outcome) {
        return new Sent(
                Objects.requireNonNull(outcome.message()),
                Objects.requireNonNull(outcome.rev()),
                outcome.status() == Outcome.Status.OK);
    }

    Mono<Message> edit(UUID userId, UUID conversationId, UUID messageId, String body) {
        return Mono.defer(() -> {
            MessageText.checkBody(body);
            return audience(userId, conversationId)
                    .flatMap(users -> screened(
                            conversationId,
                            body,
                            users,
                            passed -> Operation.edit(conversationId, userId, messageId, passed)))
                    .map(outcome -> Objects.requireNonNull(outcome.message()));
        });
    }

    /** Also for the muted: it takes back what they said. */
    Mono<Void> delete(UUID userId, UUID conversationId, UUID messageId) {
        return usersOf(userId, conversationId)
                .flatMap(users -> append(Operation.delete(conversationId, userId, messageId), users))
                .then();
    }

    /** Appends a text as screening lets it pass, on the spot when its verdict comes: texts keep their order. */
    private Mono<Outcome> screened(
            UUID conversationId, String body, List<UUID> users, Function<String, Operation> operation) {
        return screening.screen(conversationId, body).flatMap(screened -> {
            Operation passed = operation.apply(screened.body());
            return append(screened.isUnscreened() ? passed.asUnscreened() : passed, users)
                    .doOnNext(outcome -> {
                        if (screened.isFlagged() && outcome.message() != null) {
                            flags.raiseSoon(outcome.message(), screened);
                        }
                    });
        });
    }

    private Mono<Outcome> append(Operation operation, List<UUID> users) {
        return appender.append(operation).flatMap(outcome -> {
            if (outcome.isDurable()) {
                change(outcome).ifPresent(change -> fanout.changed(operation.conversationId(), users, change));
                return Mono.just(outcome);
            }
            return Mono.error(refusal(operation, outcome.status()));
        });
    }

    /** What is to be told; nothing when a repeat finds the message changed since. */
    private static Optional<Change> change(Outcome outcome) {
        Message message = outcome.message();
        Long rev = outcome.rev();
        if (message == null || rev == null || message.rev() != rev) {
            return Optional.empty();
        }
        boolean changed = message.editedAt() != null || message.deletedAt() != null;
        return Optional.of(changed ? Change.updated(message) : Change.created(message));
    }

    private static Problem refusal(Operation operation, Outcome.Status status) {
        return switch (status) {
            case CLOSED -> new Problem(HttpStatus.CONFLICT, "CONVERSATION_ENDED", "The conversation has ended.");
            case OUTSIDER -> new ConversationNotFound();
            case MISSING ->
                operation.messageId() == null
                        ? new ConversationNotFound()
                        : new Problem(HttpStatus.NOT_FOUND, "MESSAGE_NOT_FOUND", "There is no such message of yours.");
            default -> MessageText.invalid("body", "cannot be stored");
        };
    }
}
