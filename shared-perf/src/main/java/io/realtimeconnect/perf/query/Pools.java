package io.realtimeconnect.perf.query;

import io.r2dbc.pool.ConnectionPool;
import io.r2dbc.pool.PoolMetrics;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.Wrapped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Finds the pool inside a wrapped connection factory. */
final class Pools {

    private Pools() {}

    static Optional<PoolMetrics> metricsOf(ConnectionFactory factory) {
        Object at = factory;
        while (at instanceof Wrapped<?> wrapped && !(at instanceof ConnectionPool)) {
            at = wrapped.unwrap();
        }
        return at instanceof ConnectionPool pool ? pool.getMetrics() : Optional.empty();
    }

    static Map<String, Object> facts(PoolMetrics pool) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("acquired", pool.acquiredSize());
        facts.put("idle", pool.idleSize());
        facts.put("allocated", pool.allocatedSize());
        facts.put("pending", pool.pendingAcquireSize());
        facts.put("max", pool.getMaxAllocatedSize());
        return facts;
    }
}
