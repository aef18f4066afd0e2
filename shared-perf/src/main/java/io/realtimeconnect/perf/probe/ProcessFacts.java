package io.realtimeconnect.perf.probe;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.info.BuildProperties;

/** What this process is: its name, build, Java and how long it has been up. */
final class ProcessFacts {

    private final String name;
    private final @Nullable BuildProperties build;

    ProcessFacts(String name, @Nullable BuildProperties build) {
        this.name = name;
        this.build = build;
    }

    Map<String, Object> facts() {
        var runtime = ManagementFactory.getRuntimeMXBean();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("service", name);
        facts.put("uptimeSeconds", Duration.ofMillis(runtime.getUptime()).toSeconds());
        facts.put("startedAt", Instant.ofEpochMilli(runtime.getStartTime()));
        Map<String, Object> of = new LinkedHashMap<>();
        of.put("version", build == null ? "unknown" : build.getVersion());
        of.put("time", build == null ? null : build.getTime());
        of.put("java", Runtime.version().toString());
        facts.put("build", of);
        return facts;
    }
}
