package io.realtimeconnect.history.log;

import io.realtimeconnect.history.log.Op.Kind;
import io.realtimeconnect.history.log.Outcome.Status;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Writes to the log: many operations, one transaction, an answer for each. */
@Service
class Appends {

    private final LogWriter writer;
    private final PageRemoval pages;
    private final TransactionalOperator transaction;
    private final Clock clock;

    Appends(LogWriter writer, PageRemoval pages, TransactionalOperator transaction, Clock clock) {
        this.writer = writer;
        this.pages = pages;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Applies operations in the order given and answers in that order. Once begun it runs to its end, whether the caller stays or not:
     * what was half sent would otherwise be half known.
     */
    Mono<List<Outcome>> append(List<Op> ops) {
        return Mono.deferContextual(context -> Mono.fromFuture(
                () -> inOneTransaction(ops).contextWrite(context).toFuture(), true));
    }

    private Mono<List<Outcome>> inOneTransaction(List<Op> ops) {
        List<Op> valid = ops.stream().filter(Validity::isValid).toList();
        if (valid.isEmpty()) {
            return Mono.just(inOrder(ops, new IdentityHashMap<>()));
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return writer.lock(valid.stream().map(Op::conversationId).toList())
                .collectList()
                .flatMap(heads -> ledger(heads, valid, now))
                .flatMap(ledger -> {
                    IdentityHashMap<Op, Outcome> outcomes = new IdentityHashMap<>();
                    valid.forEach(op -> outcomes.put(op, ledger.apply(op)));
                    return write(ledger, now).thenReturn(outcomes);
                })
                .as(transaction::transactional)
                .map(outcomes -> inOrder(ops, outcomes));
    }

    /** What is stored about the operations; read after their heads are locked, hence true until the commit. */
    private Mono<Ledger> ledger(List<Head> heads, List<Op> ops, Instant now) {
        List<Op> sent = ops.stream().filter(op -> op.op() == Kind.MESSAGE).toList();
        List<Op> changes = ops.stream().filter(op -> op.op() != Kind.MESSAGE).toList();
        return Flux.concat(writer.repeated(sent), writer.targets(changes))
                .collectList()
                .zipWhen(
                        messages -> writer.applied(changes).collectList(),
                        (messages, applied) -> new Ledger(heads, messages, applied, now));
    }

    private Mono<Void> write(Ledger ledger, Instant now) {
        return writer.insert(ledger.inserts())
                .then(writer.update(ledger.updates()))
                .then(writer.note(ledger.newlyApplied(), now))
                .then(writer.move(ledger.touched()))
                .then(writer.close(ledger.ended()))
                .then(forgetPages(ledger.rewritten()));
    }

    private Mono<Void> forgetPages(Set<UUID> conversations) {
        return conversations.isEmpty() ? Mono.empty() : pages.afterCommit(conversations);
    }

    private static List<Outcome> inOrder(List<Op> ops, IdentityHashMap<Op, Outcome> outcomes) {
        return ops.stream()
                .map(op -> outcomes.getOrDefault(op, Outcome.refused(Status.INVALID)))
                .toList();
    }
}
