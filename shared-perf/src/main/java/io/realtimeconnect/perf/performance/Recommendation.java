package io.realtimeconnect.perf.performance;

/**
 * Something worth doing, and the figure that says so.
 *
 * @param area a part: {@code queries}, {@code cache}, {@code database}, {@code requests} or {@code system}
 * @param severity {@code info}, {@code warning} or {@code critical}
 * @param subject what it is about: a cache, a route, a table, a fingerprint
 */
public record Recommendation(
        String area, String severity, String subject, String finding, String advice, double value, double threshold) {}
