package io.realtimeconnect.communication.screening;

import io.realtimeconnect.communication.log.Message;
import io.realtimeconnect.perf.events.Outbox;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Tells moderation-service of delivered messages that moderators should look at: event {@code message.flagged}, ids only. */
@Component
public class Flags {

    private static final Logger log = LoggerFactory.getLogger(Flags.class);

    private final Outbox outbox;
    private final TransactionalOperator transaction;

    Flags(Outbox outbox, TransactionalOperator transaction) {
        this.outbox = outbox;
        this.transaction = transaction;
    }

    record Flagged(UUID conversationId, UUID messageId, UUID senderId, double score, List<String> categories) {}

    /** The same message twice is one report there. */
    public Mono<Void> raise(Message message, double score, List<String> categories) {
        return outbox.append(
                        "message.flagged",
                        message.conversationId().toString(),
                        new Flagged(message.conversationId(), message.id(), message.senderId(), score, categories))
                .as(transaction::transactional);
    }

    /** For a sender who is not to wait for it: a failure is logged, the message stays delivered. */
    public void raiseSoon(Message message, Screened screened) {
        raise(message, screened.score(), screened.categories())
                .subscribe(
                        null,
                        e -> log.atWarn()
                                .addKeyValue("messageId", message.id())
                                .addKeyValue("cause", String.valueOf(e))
                                .log("screening.flag.lost"));
    }
}
