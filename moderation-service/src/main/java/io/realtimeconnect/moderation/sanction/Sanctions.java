package io.realtimeconnect.moderation.sanction;

import io.realtimeconnect.moderation.audit.Audit;
import io.realtimeconnect.moderation.sanction.Sanction.Kind;
import io.realtimeconnect.perf.events.Outbox;
import io.realtimeconnect.perf.web.Ids;
import io.realtimeconnect.perf.web.Problem;
import io.realtimeconnect.perf.web.ValidationFailed;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Takes and lifts sanctions: row, audit and event in one transaction, so that no service misses one. */
@Service
public class Sanctions {

    private static final String OTHER = "other";

    private final SanctionStore store;
    private final Audit audit;
    private final Outbox outbox;
    private final TransactionalOperator transaction;
    private final Clock clock;

    Sanctions(SanctionStore store, Audit audit, Outbox outbox, TransactionalOperator transaction, Clock clock) {
        this.store = store;
        this.audit = audit;
        this.outbox = outbox;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** What {@code action.taken} and {@code action.lifted} tell the other services. */
    record ActionEvent(
            UUID actionId,
            UUID userId,
            Kind kind,
            String reason,
            @Nullable Instant expiresAt) {

        static ActionEvent of(Sanction sanction) {
            return new ActionEvent(
                    sanction.id(), sanction.userId(), sanction.kind(), sanction.reason(), sanction.expiresAt());
        }
    }

    /**
     * Sanctions a user.
     *
     * @param expiresAt in the future, or null for one that lasts until it is lifted
     */
    public Mono<Sanction> take(UUID moderator, UUID userId, Kind kind, String reason, @Nullable Instant expiresAt) {
        Instant now = clock.instant();
        if (expiresAt != null && !expiresAt.isAfter(now)) {
            throw new ValidationFailed("expiresAt", "is in the past");
        }
        if (moderator.equals(userId)) {
            throw new ValidationFailed("userId", "is your own");
        }
        var sanction = new Sanction(Ids.next(), userId, kind, reason, expiresAt, moderator, now, null, null);
        return store.insert(sanction)
                .then(audit.write(moderator, "ACTION_TAKEN", sanction.id(), Map.of("userId", userId, "kind", kind)))
                .then(outbox.append("action.taken", userId.toString(), ActionEvent.of(sanction)))
                .thenReturn(sanction)
                .as(transaction::transactional);
    }

    /** Lifts one; lifting it again changes nothing. */
    public Mono<Sanction> lift(UUID moderator, UUID id) {
        Instant now = clock.instant();
        return store.lift(id, moderator, now)
                .flatMap(sanction -> audit.write(moderator, "ACTION_LIFTED", id, Map.of("userId", sanction.userId()))
                        .then(outbox.append("action.lifted", sanction.userId().toString(), ActionEvent.of(sanction)))
                        .thenReturn(sanction))
                .as(transaction::transactional)
                .switchIfEmpty(Mono.defer(() -> find(id)));
    }

    /**
     * Takes moderators' own words out of what was done to a user, here, in what was told and in the copies that others keep.
     *
     * @param usual reasons that say nothing of anybody, in lower case; any other becomes {@code other}
     */
    public Mono<Void> forgetWords(UUID userId, Collection<String> usual) {
        return store.reword(userId, usual, OTHER)
                .concatMap(sanction ->
                        outbox.append("action.reworded", sanction.userId().toString(), ActionEvent.of(sanction)))
                .then();
    }

    public Mono<Sanction> find(UUID id) {
        return store.find(id).switchIfEmpty(Mono.error(Sanctions::notFound));
    }

    Flux<Sanction> list(@Nullable UUID userId, UUID before, int limit) {
        return store.list(userId, before, limit);
    }

    /** What counts against a user now, latest first. */
    Flux<Sanction> inForce(UUID userId) {
        return store.inForce(userId, clock.instant());
    }

    private static Problem notFound() {
        return new Problem(HttpStatus.NOT_FOUND, "ACTION_NOT_FOUND", "There is no such action.");
    }
}
