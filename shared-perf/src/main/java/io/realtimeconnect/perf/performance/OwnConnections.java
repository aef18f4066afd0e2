package io.realtimeconnect.perf.performance;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Wrapped;

/** The connections that nobody watches: what is asked about statements is not counted among them. */
record OwnConnections(ConnectionFactory factory) {

    static OwnConnections of(ConnectionFactory factory) {
        Object at = factory;
        while (at instanceof Wrapped<?> wrapped && !(at instanceof ConnectionPool)) {
            at = wrapped.unwrap();
        }
        return new OwnConnections(at instanceof ConnectionFactory inner ? inner : factory);
    }
}
