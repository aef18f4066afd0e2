package io.realtimeconnect.perf.health;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import org.springframework.beans.factory.DisposableBean;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * How late the event loops are: each second a task is handed to each loop, and what it waits is that loop's lag; a task that has not
 * run yet counts for as long as it waits.
 */
final class EventLoopHealth implements HealthPart, DisposableBean {

    private static final long RAN = 0;

    private final EventExecutor[] loops;
    private final AtomicLongArray handedAt;
    private final AtomicLongArray lagNanos;
    private final Duration limit;
    private final Disposable probe;

    EventLoopHealth(EventLoopGroup group, Duration limit, MeterRegistry meters) {
        this.loops = loopsOf(group);
        this.handedAt = new AtomicLongArray(loops.length);
        this.lagNanos = new AtomicLongArray(loops.length);
        this.limit = limit;
        this.probe = Flux.interval(Duration.ofSeconds(1)).onBackpressureDrop().subscribe(tick -> probe());
        TimeGauge.builder("event.loop.lag", this, TimeUnit.NANOSECONDS, EventLoopHealth::worst)
                .description("Longest wait of a task for its event loop, asked each second")
                .register(meters);
    }

    @Override
    public String name() {
        return "eventLoop";
    }

    @Override
    public Mono<PartHealth> check() {
        return Mono.fromSupplier(() -> worst() > limit.toNanos()
                ? PartHealth.degraded("event loop late", details())
                : PartHealth.healthy(details()));
    }

    @Override
    public Map<String, ?> details() {
        return Map.of("lagMs", worst() / 1e6, "loops", loops.length);
    }

    @Override
    public void destroy() {
        probe.dispose();
    }

    private void probe() {
        for (int i = 0; i < loops.length; i++) {
            int loop = i;
            long now = System.nanoTime();
            // a loop that gets tasks while it shuts down never comes to rest
            if (!loops[loop].isShuttingDown() && handedAt.compareAndSet(loop, RAN, now)) {
                loops[loop].execute(() -> {
                    lagNanos.set(loop, System.nanoTime() - handedAt.get(loop));
                    handedAt.set(loop, RAN);
                });
            }
        }
    }

    private double worst() {
        long worst = 0;
        for (int i = 0; i < loops.length; i++) {
            long waiting = handedAt.get(i);
            worst = Math.max(worst, Math.max(lagNanos.get(i), waiting == RAN ? 0 : System.nanoTime() - waiting));
        }
        return worst;
    }

    private static EventExecutor[] loopsOf(EventLoopGroup group) {
        List<EventExecutor> loops = new ArrayList<>();
        group.forEach(loops::add);
        return loops.toArray(EventExecutor[]::new);
    }
}
