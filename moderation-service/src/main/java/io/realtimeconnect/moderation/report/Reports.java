package io.realtimeconnect.moderation.report;

import io.realtimeconnect.moderation.audit.Audit;
import io.realtimeconnect.moderation.report.Report.Priority;
import io.realtimeconnect.moderation.report.Report.State;
import io.realtimeconnect.moderation.sanction.Sanction;
import io.realtimeconnect.moderation.sanction.Sanctions;
import io.realtimeconnect.perf.web.Ids;
import io.realtimeconnect.perf.web.Problem;
import io.realtimeconnect.perf.web.ValidationFailed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Takes complaints in and sees them through: filed once, claimed by one, resolved by whoever claimed. */
@Service
class Reports {

    /** So many who complain of one user within a day raise the priority by one. */
    private static final long MANY = 3;

    private static final Duration ABANDONED = Duration.ofMinutes(30);

    private final ReportStore store;
    private final Sanctions sanctions;
    private final Audit audit;
    private final TransactionalOperator transaction;
    private final Clock clock;

    Reports(ReportStore store, Sanctions sanctions, Audit audit, TransactionalOperator transaction, Clock clock) {
        this.store = store;
        this.sanctions = sanctions;
        this.audit = audit;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** @param isNew false when the reporter had said the same before */
    record Filed(Report report, boolean isNew) {}

    Mono<Filed> file(
            UUID reporter,
            UUID target,
            @Nullable UUID conversationId,
            @Nullable UUID messageId,
            String reason,
            @Nullable String details) {
        if (reporter.equals(target)) {
            throw new ValidationFailed("targetUserId", "is your own");
        }
        Instant now = clock.instant();
        return store.countAbout(target, now.minus(Duration.ofDays(1)))
                .map(others -> new Report(
                        Ids.next(),
                        reporter,
                        target,
                        conversationId,
                        messageId,
                        reason,
                        details,
                        others >= MANY ? raised(Priority.of(reason)) : Priority.of(reason),
                        State.OPEN,
                        null,
                        null,
                        null,
                        null,
                        now,
                        null))
                .flatMap(report -> store.insert(report)
                        .map(stored -> new Filed(stored, true))
                        .switchIfEmpty(store.same(report).map(stored -> new Filed(stored, false))));
    }

    Flux<Report> of(UUID reporter, UUID before, int limit) {
        return store.of(reporter, before, limit);
    }

    Flux<Report> queue(@Nullable State state, @Nullable Priority priority, int afterPriority, UUID afterId, int limit) {
        return store.queue(state, priority, afterPriority, afterId, limit);
    }

    Mono<Report> claim(UUID moderator, UUID id) {
        return store.claim(id, moderator, clock.instant(), ABANDONED)
                .flatMap(report ->
                        audit.write(moderator, "REPORT_CLAIMED", id, Map.of()).thenReturn(report))
                .as(transaction::transactional)
                .switchIfEmpty(Mono.defer(() -> whyNot(id)));
    }

    /** @param action what to do to the reported user as well, null for nothing */
    Mono<Report> resolve(UUID moderator, UUID id, String decision, @Nullable String note, @Nullable Action action) {
        return store.resolve(id, moderator, decision, note, clock.instant())
                .flatMap(report -> audit.write(moderator, "REPORT_RESOLVED", id, Map.of("decision", decision))
                        .then(sanction(moderator, report, action))
                        .thenReturn(report))
                .as(transaction::transactional)
                .switchIfEmpty(Mono.defer(() -> whyNot(id)));
    }

    /** A sanction that comes with a decision. */
    record Action(
            Sanction.Kind kind,
            @Nullable String reason,
            @Nullable Instant expiresAt) {}

    private Mono<Sanction> sanction(UUID moderator, Report report, @Nullable Action action) {
        return action == null
                ? Mono.empty()
                : Mono.defer(() -> sanctions.take(
                        moderator,
                        report.targetUserId(),
                        action.kind(),
                        action.reason() == null ? report.reason() : action.reason(),
                        action.expiresAt()));
    }

    private Mono<Report> whyNot(UUID id) {
        return store.find(id)
                .switchIfEmpty(Mono.error(
                        () -> new Problem(HttpStatus.NOT_FOUND, "REPORT_NOT_FOUND", "There is no such report.")))
                .flatMap(report -> Mono.error(
                        switch (report.state()) {
                            case RESOLVED ->
                                new Problem(HttpStatus.CONFLICT, "REPORT_RESOLVED", "This report is resolved.");
                            case CLAIMED ->
                                new Problem(
                                        HttpStatus.CONFLICT, "REPORT_CLAIMED", "Another moderator has this report.");
                            case OPEN ->
                                new Problem(HttpStatus.CONFLICT, "REPORT_NOT_CLAIMED", "Claim this report first.");
                        }));
    }

    private static Priority raised(Priority priority) {
        return Priority.values()[Math.min(priority.ordinal() + 1, Priority.URGENT.ordinal())];
    }
}
