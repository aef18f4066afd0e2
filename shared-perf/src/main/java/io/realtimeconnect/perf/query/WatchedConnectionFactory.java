package io.realtimeconnect.perf.query;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryMetadata;
import io.r2dbc.spi.Wrapped;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;

/** Lends the connections of another factory, usually a pool, and watches what is done on them. */
final class WatchedConnectionFactory implements ConnectionFactory, Wrapped<ConnectionFactory> {

    private final ConnectionFactory factory;
    private final QueryMonitor monitor;

    WatchedConnectionFactory(ConnectionFactory factory, QueryMonitor monitor) {
        this.factory = factory;
        this.monitor = monitor;
    }

    @Override
    public Publisher<? extends Connection> create() {
        return Mono.defer(() -> {
            long start = System.nanoTime();
            return Mono.<Connection>from(factory.create())
                    .<Connection>map(connection -> {
                        monitor.meters().acquired(System.nanoTime() - start, true);
                        return new WatchedConnection(connection, monitor);
                    })
                    .doOnError(e -> monitor.meters().acquired(System.nanoTime() - start, false));
        });
    }

    @Override
    public ConnectionFactoryMetadata getMetadata() {
        return factory.getMetadata();
    }

    @Override
    public ConnectionFactory unwrap() {
        return factory;
    }
}
