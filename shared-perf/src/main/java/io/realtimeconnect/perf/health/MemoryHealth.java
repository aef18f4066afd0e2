package io.realtimeconnect.perf.health;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.LinkedHashMap;
import java.util.Map;
import reactor.core.publisher.Mono;

/** The heap: degraded when what survived the last collection of the old generation fills too much of it. */
final class MemoryHealth implements HealthPart {

    private final double high;

    MemoryHealth(double high) {
        this.high = high;
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Mono<PartHealth> check() {
        return Mono.fromSupplier(() -> survivors() > high
                ? PartHealth.degraded("heap nearly full", details())
                : PartHealth.healthy(details()));
    }

    @Override
    public Map<String, ?> details() {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("heapUsedBytes", heap.getUsed());
        details.put("heapMaxBytes", heap.getMax());
        details.put("oldGenerationFill", Math.round(survivors() * 1000) / 1000.0);
        details.put(
                "nonHeapUsedBytes",
                ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage().getUsed());
        return details;
    }

    private static double survivors() {
        double worst = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            MemoryUsage after = pool.getType() == MemoryType.HEAP ? pool.getCollectionUsage() : null;
            boolean old = pool.getName().contains("Old") || pool.getName().contains("Tenured");
            if (old && after != null && after.getMax() > 0) {
                worst = Math.max(worst, (double) after.getUsed() / after.getMax());
            }
        }
        return worst;
    }
}
