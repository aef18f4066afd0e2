package io.realtimeconnect.history.export;

import io.realtimeconnect.history.export.Export.State;
import io.realtimeconnect.perf.jobs.Jobs;
import io.realtimeconnect.perf.web.Ids;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Exports, for those whose data it is. */
@Service
class Exports {

    private final ExportTable table;
    private final ObjectProvider<Jobs> jobs;
    private final TransactionalOperator transaction;
    private final Clock clock;

    Exports(ExportTable table, ObjectProvider<Jobs> jobs, TransactionalOperator transaction, Clock clock) {
        this.table = table;
        this.jobs = jobs;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Orders a file, or finds the one that is being made; a job that was given up meanwhile is ordered again. */
    Mono<Export> order(UUID userId) {
        return table.open(Ids.next(), userId, clock.instant().truncatedTo(ChronoUnit.MICROS))
                .flatMap(export -> jobs.getObject()
                        .submit(ExportJob.class, export.jobId().toString(), new ExportJob.Order(userId), Duration.ZERO)
                        .thenReturn(export))
                .as(transaction::transactional);
    }

    /** @return signals {@link ExportNotFound} for those of others too */
    Mono<Export> find(UUID userId, UUID id) {
        return table.find(id, userId, clock.instant()).switchIfEmpty(Mono.error(ExportNotFound::new));
    }

    /** The file, piece by piece as it is taken. */
    Mono<File> file(UUID userId, UUID id) {
        return find(userId, id)
                .flatMap(export -> export.state() == State.done && export.bytes() != null
                        ? Mono.just(new File(export.bytes(), pieces(export)))
                        : Mono.error(new ExportNotReady(export.state())));
    }

    record File(long bytes, Flux<byte[]> pieces) {}

    private Flux<byte[]> pieces(Export export) {
        return Flux.range(0, export.chunks())
                .concatMap(n -> table.chunk(export.jobId(), n).switchIfEmpty(Mono.error(ExportNotFound::new)), 1);
    }
}
