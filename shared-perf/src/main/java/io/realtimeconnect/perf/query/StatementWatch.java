package io.realtimeconnect.perf.query;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.SignalType;

/** One execution under way. Each execution has its own, so that statements that run at once do not mix. */
final class StatementWatch {

    private final long start = System.nanoTime();
    private final AtomicLong rows = new AtomicLong();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile long firstRow;
    private final AtomicInteger reading = new AtomicInteger();
    private volatile boolean handedOut;
    private volatile boolean failed;
    private Consumer<SignalType> end = signal -> {};

    private StatementWatch() {}

    static <T> Flux<T> watch(
            SqlFingerprint sql, QueryMonitor monitor, Function<StatementWatch, Publisher<? extends T>> execution) {
        return Flux.deferContextual(context -> {
            StatementWatch watch = new StatementWatch();
            RequestStatements request = RequestStatements.from(context);
            if (request != null && !sql.validates()) {
                request.count(sql);
            }
            watch.end = signal -> {
                if (watch.ended.compareAndSet(false, true)) {
                    monitor.ran(watch.run(sql, request == null ? "none" : request.route(), signal));
                }
            };
            // Before the subscriber learns of the end: what it then looks at is complete.
            return Flux.<T>from(execution.apply(watch))
                    .doOnComplete(watch::handedOut)
                    .doOnError(e -> watch.end.accept(SignalType.ON_ERROR))
                    .doOnCancel(() -> watch.end.accept(SignalType.CANCEL));
        });
    }

    /** All results are handed out; with parameters the driver does so before the first row has come. */
    private void handedOut() {
        handedOut = true;
        if (reading.get() == 0) {
            end.accept(SignalType.ON_COMPLETE);
        }
    }

    /** The rows of a result: the statement has ended when they have. */
    <T> Flux<T> reading(Publisher<T> values) {
        return Flux.defer(() -> {
            reading.incrementAndGet();
            return Flux.from(values)
                    .doOnComplete(() -> read(SignalType.ON_COMPLETE))
                    .doOnError(e -> {
                        fail();
                        read(SignalType.ON_ERROR);
                    })
                    .doOnCancel(() -> read(SignalType.CANCEL));
        });
    }

    private void read(SignalType signal) {
        if (reading.decrementAndGet() == 0 && handedOut) {
            end.accept(signal);
        }
    }

    /** A row has been read. */
    void row() {
        if (rows.getAndIncrement() == 0) {
            firstRow = System.nanoTime();
        }
    }

    private void fail() {
        failed = true;
    }

    private StatementRun run(SqlFingerprint sql, String route, SignalType end) {
        long nanos = System.nanoTime() - start;
        long first = rows.get() == 0 ? nanos : firstRow - start;
        return new StatementRun(
                sql, route, first, nanos, rows.get(), failed || end == SignalType.ON_ERROR, end == SignalType.CANCEL);
    }
}
