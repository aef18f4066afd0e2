package io.realtimeconnect.perf.query;

/**
 * A statement that one request ran many times.
 *
 * @param requests how many requests did so
 * @param most how often one of them ran it
 */
public record RepeatedQuery(String route, String sql, long requests, int most) {}
