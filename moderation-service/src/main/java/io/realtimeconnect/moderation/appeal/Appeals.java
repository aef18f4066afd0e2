package io.realtimeconnect.moderation.appeal;

import io.realtimeconnect.moderation.appeal.Appeal.State;
import io.realtimeconnect.moderation.audit.Audit;
import io.realtimeconnect.moderation.sanction.Sanctions;
import io.realtimeconnect.perf.web.Ids;
import io.realtimeconnect.perf.web.Problem;
import java.time.Clock;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Takes appeals of the sanctioned, and decides them; overturning one lifts its sanction in the same transaction. */
@Service
class Appeals {

    private final AppealStore store;
    private final Sanctions sanctions;
    private final Audit audit;
    private final TransactionalOperator transaction;
    private final Clock clock;

    Appeals(AppealStore store, Sanctions sanctions, Audit audit, TransactionalOperator transaction, Clock clock) {
        this.store = store;
        this.sanctions = sanctions;
        this.audit = audit;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Appeals against one's own sanction; another's is as if it were not there. */
    Mono<Appeal> open(UUID userId, UUID actionId, String text) {
        return sanctions
                .find(actionId)
                .filter(sanction -> sanction.userId().equals(userId))
                .switchIfEmpty(Mono.error(
                        () -> new Problem(HttpStatus.NOT_FOUND, "ACTION_NOT_FOUND", "There is no such action.")))
                .flatMap(sanction -> store.insert(
                        new Appeal(Ids.next(), actionId, userId, text, State.OPEN, null, null, clock.instant(), null)))
                .onErrorMap(
                        DuplicateKeyException.class,
                        e -> new Problem(
                                HttpStatus.CONFLICT, "APPEAL_OPEN", "An appeal against this action is open already."));
    }

    Flux<Appeal> list(@Nullable State state, UUID after, int limit) {
        return store.list(state, after, limit);
    }

    Mono<Appeal> decide(UUID moderator, UUID id, State decision, @Nullable String note) {
        return store.decide(id, moderator, decision, note, clock.instant())
                .flatMap(appeal -> audit.write(moderator, "APPEAL_DECIDED", id, Map.of("decision", decision))
                        .then(
                                decision == State.OVERTURNED
                                        ? sanctions
                                                .lift(moderator, appeal.actionId())
                                                .then()
                                        : Mono.<Void>empty())
                        .thenReturn(appeal))
                .as(transaction::transactional)
                .switchIfEmpty(Mono.defer(() -> store.find(id)
                        .switchIfEmpty(Mono.error(() ->
                                new Problem(HttpStatus.NOT_FOUND, "APPEAL_NOT_FOUND", "There is no such appeal.")))
                        .flatMap(decided -> Mono.error(
                                () -> new Problem(HttpStatus.CONFLICT, "APPEAL_DECIDED", "This appeal is decided.")))));
    }
}
