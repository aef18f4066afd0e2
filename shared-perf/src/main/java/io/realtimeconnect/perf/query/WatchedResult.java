package io.realtimeconnect.perf.query;

import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Result;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.RowMetadata;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.reactivestreams.Publisher;

final class WatchedResult implements Result {

    private final Result result;
    private final StatementWatch watch;

    WatchedResult(Result result, StatementWatch watch) {
        this.result = result;
        this.watch = watch;
    }

    @Override
    public Publisher<Long> getRowsUpdated() {
        return watch.reading(result.getRowsUpdated());
    }

    @Override
    public <T> Publisher<T> map(BiFunction<Row, RowMetadata, ? extends T> mapping) {
        return watch.reading(result.map((row, metadata) -> {
            watch.row();
            return mapping.apply(row, metadata);
        }));
    }

    @Override
    public <T> Publisher<T> map(Function<? super Readable, ? extends T> mapping) {
        return watch.reading(result.map(row -> {
            watch.row();
            return mapping.apply(row);
        }));
    }

    @Override
    public Result filter(Predicate<Segment> filter) {
        return new WatchedResult(result.filter(filter), watch);
    }

    @Override
    public <T> Publisher<T> flatMap(Function<Segment, ? extends Publisher<? extends T>> mapping) {
        return watch.reading(result.flatMap(segment -> {
            if (segment instanceof RowSegment) {
                watch.row();
            }
            return mapping.apply(segment);
        }));
    }
}
