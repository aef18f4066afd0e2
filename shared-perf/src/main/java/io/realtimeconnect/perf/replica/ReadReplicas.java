package io.realtimeconnect.perf.replica;

import io.r2dbc.spi.R2dbcException;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Declares reads that may be up to {@code perf.replica.max-lag} old, such as searches and statistics: they go to a replica where one is
 * near enough behind, else to the primary. What is not declared reads from the primary, and so sees its own writes.
 *
 * <p>Only connections opened within are meant: in a transaction that is under way reads stay in it. Writes within fail on a replica, and so
 * do transactions that are not read-only.
 */
public final class ReadReplicas {

    ReadReplicas() {}

    /** Runs reads; once more on the primary when the replica fails before the first element. */
    public <T> Flux<T> reads(Flux<T> reads) {
        return Flux.defer(() -> {
            Route route = new Route();
            AtomicBoolean begun = new AtomicBoolean();
            return reads.doOnNext(element -> begun.set(true))
                    .contextWrite(context -> context.put(Route.class, route))
                    .onErrorResume(e -> route.onReplica() && !begun.get() && mayPass(e), e -> reads);
        });
    }

    /** The same for one element, or none. */
    public <T> Mono<T> reads(Mono<T> read) {
        return reads(read.flux()).singleOrEmpty();
    }

    /**
     * What the primary may do better: the connection is gone (no state, class 08, 57P), or the replica ended the statement because rows
     * it read were removed (class 40). A write that was refused is a mistake, and stays one.
     */
    private static boolean mayPass(Throwable error) {
        Throwable at = error;
        while (at != null && !(at instanceof R2dbcException)) {
            at = at.getCause();
        }
        if (!(at instanceof R2dbcException cause)) {
            return false;
        }
        String state = cause.getSqlState();
        return state == null || state.startsWith("08") || state.startsWith("57P") || state.startsWith("40");
    }

    /** Where a declared read went. */
    static final class Route {

        private volatile boolean replica;

        boolean onReplica() {
            return replica;
        }

        void toReplica() {
            replica = true;
        }
    }
}
