package io.realtimeconnect.history.export;

import io.realtimeconnect.perf.jobs.Job;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Makes the file of an export. Each attempt begins anew; one that was superseded, or whose export was erased, ends at its next piece.
 */
@Component
class ExportJob implements Job<ExportJob.Order> {

    static final Duration KEPT = Duration.ofHours(24);
    private static final int AHEAD = 16;

    private final ExportTable table;
    private final ExportContent content;
    private final Scheduler compression;
    private final Clock clock;

    ExportJob(ExportTable table, ExportContent content, Scheduler exportCompression, Clock clock) {
        this.table = table;
        this.content = content;
        this.compression = exportCompression;
        this.clock = clock;
    }

    record Order(UUID userId) {}

    @Override
    public String name() {
        return "data-export";
    }

    @Override
    public Class<Order> dataType() {
        return Order.class;
    }

    @Override
    public Duration timeout() {
        return Duration.ofHours(1);
    }

    @Override
    public Mono<Void> run(String instance, @Nullable Order order) {
        UUID id = UUID.fromString(instance);
        UUID userId = Objects.requireNonNull(order).userId();
        return table.begin(id)
                .flatMap(attempt -> write(id, attempt, userId)
                        .onErrorResume(
                                e -> !(e instanceof Superseded),
                                e -> givenUp(id, attempt).then(Mono.error(e)))
                        .onErrorResume(Superseded.class, e -> Mono.empty()));
    }

    private Mono<Void> write(UUID id, int attempt, UUID userId) {
        AtomicInteger progress = new AtomicInteger();
        AtomicInteger pieces = new AtomicInteger();
        AtomicLong bytes = new AtomicLong();
        return zipped(content.of(userId, progress::set))
                .concatMap(
                        piece -> table.store(id, attempt, pieces.getAndIncrement(), piece, progress.get())
                                .doOnNext(stored -> bytes.addAndGet(piece.length))
                                .filter(Boolean::booleanValue)
                                .switchIfEmpty(Mono.error(Superseded::new)),
                        1)
                .then(Mono.defer(() -> {
                    Instant now = clock.instant();
                    return table.finish(id, attempt, pieces.get(), bytes.get(), now, now.plus(KEPT));
                }))
                .then();
    }

    private Flux<byte[]> zipped(Flux<Part> parts) {
        return Flux.defer(() -> {
            ZipPieces zip = new ZipPieces();
            return parts.publishOn(compression, AHEAD)
                    .<byte[]>handle((part, sink) -> {
                        byte[] piece = zip.add(part);
                        if (piece != null) {
                            sink.next(piece);
                        }
                    })
                    .concatWith(Mono.fromCallable(zip::finish));
        });
    }

    /** After the last attempt the user may ask again. */
    private Mono<Void> givenUp(UUID id, int attempt) {
        Instant now = clock.instant();
        return attempt < attempts() ? Mono.empty() : table.fail(id, attempt, now, now.plus(KEPT));
    }

    /** Another attempt has begun, or the export was erased. */
    private static final class Superseded extends RuntimeException {

        Superseded() {
            super("superseded", null, false, false);
        }
    }
}
