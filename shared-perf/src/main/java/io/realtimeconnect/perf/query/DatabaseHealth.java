package io.realtimeconnect.perf.query;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ValidationDepth;
import io.realtimeconnect.perf.health.HealthPart;
import io.realtimeconnect.perf.health.PartHealth;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import reactor.core.publisher.Mono;

/**
 * The database: one round trip on a pooled connection. A pool that has no connection to lend is busy, not ill: that is degraded.
 */
final class DatabaseHealth implements HealthPart {

    /** Below {@code perf.health.timeout}, so that a busy pool is told from a database that is gone. */
    private static final Duration PATIENCE = Duration.ofMillis(800);

    private final ConnectionFactory connections;

    DatabaseHealth(ConnectionFactory connections) {
        this.connections = connections;
    }

    @Override
    public String name() {
        return "database";
    }

    @Override
    public boolean critical() {
        return true;
    }

    @Override
    public boolean neededToStart() {
        return true;
    }

    @Override
    public Mono<PartHealth> check() {
        return Mono.usingWhen(
                        connections.create(),
                        connection -> Mono.from(connection.validate(ValidationDepth.REMOTE)),
                        Connection::close)
                .timeout(PATIENCE)
                .map(valid ->
                        valid ? PartHealth.healthy(details()) : PartHealth.unhealthy("connection not valid", details()))
                .onErrorResume(e -> Mono.just(failed(e)));
    }

    @Override
    public Map<String, ?> details() {
        return Pools.metricsOf(connections)
                .<Map<String, ?>>map(pool -> Map.of("pool", Pools.facts(pool)))
                .orElse(Map.of());
    }

    private PartHealth failed(Throwable e) {
        boolean busy = e instanceof TimeoutException
                && Pools.metricsOf(connections)
                        .filter(pool -> pool.acquiredSize() >= pool.getMaxAllocatedSize())
                        .isPresent();
        return busy ? PartHealth.degraded("pool exhausted", details()) : PartHealth.unhealthy("unreachable", details());
    }
}
