package io.realtimeconnect.perf.query;

import io.r2dbc.spi.Batch;
import io.r2dbc.spi.Result;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** A batch counts as one statement, named by its first. */
final class WatchedBatch implements Batch {

    private final Batch batch;
    private final QueryMonitor monitor;
    private SqlFingerprint sql = new SqlFingerprint("(empty batch)", "other", "none");
    private boolean named;

    WatchedBatch(Batch batch, QueryMonitor monitor) {
        this.batch = batch;
        this.monitor = monitor;
    }

    @Override
    public Batch add(String statement) {
        if (!named) {
            sql = monitor.fingerprint(statement);
            named = true;
        }
        batch.add(statement);
        return this;
    }

    @Override
    public Publisher<? extends Result> execute() {
        return StatementWatch.<Result>watch(
                sql, monitor, watch -> Flux.from(batch.execute()).map(result -> new WatchedResult(result, watch)));
    }
}
