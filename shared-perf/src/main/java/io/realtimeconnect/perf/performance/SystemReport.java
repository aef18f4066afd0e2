package io.realtimeconnect.perf.performance;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;

/**
 * The process.
 *
 * @param heapFill what the last collection left of the old generation, 0 to 1
 * @param cpuLoad of this process, 0 to 1; 0 where the system does not say
 */
public record SystemReport(
        long uptimeSeconds,
        long heapUsedBytes,
        long heapMaxBytes,
        double heapFill,
        double cpuLoad,
        int threads,
        String java) {

    static SystemReport now() {
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        double load = ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? Math.max(0, system.getProcessCpuLoad())
                : 0;
        return new SystemReport(
                ManagementFactory.getRuntimeMXBean().getUptime() / 1000,
                heap.getUsed(),
                heap.getMax(),
                fill(),
                load,
                ManagementFactory.getThreadMXBean().getThreadCount(),
                Runtime.version().toString());
    }

    private static double fill() {
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
