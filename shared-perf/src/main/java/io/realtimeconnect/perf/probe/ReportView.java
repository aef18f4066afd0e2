package io.realtimeconnect.perf.probe;

import io.realtimeconnect.perf.health.HealthReport;
import io.realtimeconnect.perf.health.PartReport;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reports as JSON members: brief for anyone, full for administrators. */
final class ReportView {

    private ReportView() {}

    static Map<String, Object> brief(HealthReport report) {
        return view(report, ReportView::brief);
    }

    static Map<String, Object> full(HealthReport report) {
        return view(report, ReportView::full);
    }

    static Map<String, Object> full(PartReport report) {
        Map<String, Object> body = brief(report);
        body.put("checkedAt", report.checkedAt());
        body.putAll(report.details());
        return body;
    }

    static Map<String, Object> state(boolean well, @Nullable String reason, Instant now) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", well ? "healthy" : "unhealthy");
        body.put("timestamp", now);
        if (reason != null) {
            body.put("reason", reason);
        }
        return body;
    }

    private static Map<String, Object> brief(PartReport report) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", report.status());
        body.put("latencyMs", report.latencyMs());
        if (report.reason() != null) {
            body.put("reason", report.reason());
        }
        return body;
    }

    private static Map<String, Object> view(HealthReport report, Function<PartReport, Map<String, Object>> view) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("status", report.status());
        body.put("timestamp", report.timestamp());
        report.groups().forEach((group, parts) -> {
            Map<String, Object> members = new LinkedHashMap<>();
            parts.forEach((name, part) -> members.put(name, view.apply(part)));
            body.put(group, members);
        });
        return body;
    }
}
