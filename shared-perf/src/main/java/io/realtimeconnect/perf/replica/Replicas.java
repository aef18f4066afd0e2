package io.realtimeconnect.perf.replica;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.r2dbc.spi.ConnectionFactory;
import io.realtimeconnect.perf.health.HealthPart;
import io.realtimeconnect.perf.health.PartHealth;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.r2dbc.metrics.ConnectionPoolMetrics;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** All replicas, looked at in a rhythm; those that are fit take turns. */
final class Replicas implements SmartLifecycle, DisposableBean, HealthPart {

    private static final Logger log = LoggerFactory.getLogger(Replicas.class);

    private static final String WRITTEN = "SELECT (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint";

    private final List<Replica> all;
    private final ConnectionFactory primary;
    private final ReplicaProperties properties;
    private final Watermarks watermarks;
    private final Counter onReplica;
    private final Counter onPrimary;
    private final AtomicInteger turn = new AtomicInteger();
    private volatile @Nullable Disposable looking;

    Replicas(List<Replica> all, ConnectionFactory primary, ReplicaProperties properties, MeterRegistry meters) {
        this.all = List.copyOf(all);
        this.primary = primary;
        this.properties = properties;
        this.watermarks = new Watermarks(properties.maxLag().multipliedBy(2));
        this.onReplica = reads(meters, "replica");
        this.onPrimary = reads(meters, "primary");
        all.forEach(replica -> measure(replica, meters));
    }

    /** Whose turn it is; null when none is fit. */
    @Nullable
    Replica fit() {
        int first = turn.getAndIncrement() & Integer.MAX_VALUE;
        for (int i = 0; i < all.size(); i++) {
            Replica replica = all.get((first + i) % all.size());
            if (replica.state().fit()) {
                return replica;
            }
        }
        return null;
    }

    void lent(boolean replica) {
        (replica ? onReplica : onPrimary).increment();
    }

    /** One look at all of them. */
    Mono<Void> look() {
        return Mono.defer(() -> {
            long before = System.nanoTime();
            return Replica.position(primary, WRITTEN)
                    .timeout(properties.checkEvery())
                    .doOnNext(position -> watermarks.add(before, position))
                    .onErrorResume(e -> Mono.empty())
                    .thenMany(Flux.fromIterable(all))
                    .concatMap(replica -> replica.look(watermarks, properties.maxLag(), properties.checkEvery())
                            .filter(changed -> changed)
                            .doOnNext(changed -> tell(replica)))
                    .then();
        });
    }

    private static void tell(Replica replica) {
        if (replica.state().fit()) {
            log.info("event=replica-in-use replica={}", replica.name());
        } else {
            log.warn(
                    "event=replica-left-out replica={} why=\"{}\"",
                    replica.name(),
                    replica.state().why());
        }
    }

    @Override
    public void start() {
        looking = Flux.interval(Duration.ZERO, properties.checkEvery())
                .onBackpressureDrop()
                .concatMap(tick -> look(), 1)
                .subscribe();
    }

    @Override
    public void stop() {
        Disposable present = looking;
        looking = null;
        if (present != null) {
            present.dispose();
        }
    }

    /** Later than {@link #stop()}, for requests that are still being served. */
    @Override
    public void destroy() {
        all.forEach(Replica::close);
    }

    @Override
    public boolean isRunning() {
        return looking != null;
    }

    @Override
    public String name() {
        return "replicas";
    }

    @Override
    public Mono<PartHealth> check() {
        return Mono.fromSupplier(
                () -> all.stream().allMatch(replica -> replica.state().fit())
                        ? PartHealth.healthy(details())
                        : PartHealth.degraded("a replica is not in use", details()));
    }

    @Override
    public Map<String, ?> details() {
        Map<String, Object> details = new LinkedHashMap<>();
        for (Replica replica : all) {
            Map<String, Object> facts = new LinkedHashMap<>();
            String why = replica.state().why();
            Duration lag = replica.state().lag();
            facts.put("state", why == null ? "in use" : why);
            if (lag != null) {
                facts.put("lagMs", lag.toMillis());
            }
            details.put(replica.name(), facts);
        }
        return details;
    }

    private static Counter reads(MeterRegistry meters, String on) {
        return Counter.builder("db.replica.reads")
                .description("Connections lent to reads that may be a moment old, by where to")
                .tag("on", on)
                .register(meters);
    }

    private static void measure(Replica replica, MeterRegistry meters) {
        Gauge.builder("db.replica.fit", replica, one -> one.state().fit() ? 1 : 0)
                .description("Whether a replica is read from")
                .tag("replica", replica.name())
                .register(meters);
        Gauge.builder("db.replica.lag", replica, Replicas::lagSeconds)
                .description("How far a replica is behind at most")
                .baseUnit("seconds")
                .tag("replica", replica.name())
                .register(meters);
        new ConnectionPoolMetrics(replica.connections(), "replica " + replica.name(), Tags.empty()).bindTo(meters);
    }

    private static double lagSeconds(Replica replica) {
        Duration lag = replica.state().lag();
        return lag == null ? Double.NaN : lag.toNanos() / 1e9;
    }
}
