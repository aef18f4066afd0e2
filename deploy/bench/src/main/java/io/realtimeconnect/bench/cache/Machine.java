package io.realtimeconnect.bench.cache;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/** What the figures were taken on. */
record Machine(Instant at, String jdk, int processors, double load) {

    static Machine now() {
        return new Machine(
                Instant.now(),
                Runtime.version().toString(),
                Runtime.getRuntime().availableProcessors(),
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    }

    static void write(Path file, Machine before, Machine after) throws IOException {
        Files.writeString(
                file,
                JsonMapper.builder()
                                .build()
                                .writerWithDefaultPrettyPrinter()
                                .writeValueAsString(new TreeMap<>(Map.of("before", before, "after", after)))
                        + "\n");
    }
}
