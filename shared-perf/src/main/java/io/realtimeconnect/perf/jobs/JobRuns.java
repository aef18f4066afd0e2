package io.realtimeconnect.perf.jobs;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** What became of each attempt: in the table {@code job_statistics} for all instances, in meters for this one. Blocking; for job threads. */
final class JobRuns {

    private final JdbcTemplate jdbc;
    private final MeterRegistry meters;
    private final Map<String, Timers> timers = new ConcurrentHashMap<>();

    JobRuns(DataSource dataSource, MeterRegistry meters, Collection<String> jobs) {
        this.jdbc = new JdbcTemplate(dataSource);
        this.meters = meters;
        jobs.forEach(this::timers);
    }

    void succeeded(String job, Duration took, Instant at) {
        timers(job).succeeded().record(took);
        jdbc.update("""
                INSERT INTO job_statistics AS s (job, succeeded, total_ms, last_success) VALUES (?, 1, ?, ?)
                ON CONFLICT (job) DO UPDATE SET succeeded = s.succeeded + 1, total_ms = s.total_ms + excluded.total_ms,
                    last_success = greatest(s.last_success, excluded.last_success)
                """, job, took.toMillis(), Timestamp.from(at));
    }

    void failed(String job, Duration took, Instant at, boolean givenUp) {
        Timers ofJob = timers(job);
        (givenUp ? ofJob.givenUp() : ofJob.failed()).record(took);
        jdbc.update("""
                INSERT INTO job_statistics AS s (job, failed, total_ms, last_failure) VALUES (?, 1, ?, ?)
                ON CONFLICT (job) DO UPDATE SET failed = s.failed + 1, total_ms = s.total_ms + excluded.total_ms,
                    last_failure = greatest(s.last_failure, excluded.last_failure)
                """, job, took.toMillis(), Timestamp.from(at));
    }

    /** By job; what has never run is missing. */
    Map<String, Statistics> all() {
        Map<String, Statistics> all = new HashMap<>();
        jdbc.query("SELECT job, succeeded, failed, total_ms, last_success, last_failure FROM job_statistics", row -> {
            all.put(row.getString(1), read(row));
        });
        return all;
    }

    private static Statistics read(ResultSet row) throws SQLException {
        long succeeded = row.getLong(2);
        long failed = row.getLong(3);
        return new Statistics(
                succeeded,
                failed,
                succeeded + failed == 0 ? 0 : row.getLong(4) / (succeeded + failed),
                instant(row.getTimestamp(5)),
                instant(row.getTimestamp(6)));
    }

    private static @Nullable Instant instant(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }

    private Timers timers(String job) {
        return timers.computeIfAbsent(
                job, name -> new Timers(timer(name, "succeeded"), timer(name, "failed"), timer(name, "given-up")));
    }

    private Timer timer(String job, String outcome) {
        return Timer.builder("perf.jobs.runs")
                .description("Attempts at background jobs on this instance")
                .tag("kind", job)
                .tag("outcome", outcome)
                .register(meters);
    }

    private record Timers(Timer succeeded, Timer failed, Timer givenUp) {}

    /** @param meanMs of all attempts */
    record Statistics(
            long succeeded,
            long failed,
            long meanMs,
            @Nullable Instant lastSuccess,
            @Nullable Instant lastFailure) {

        static final Statistics NONE = new Statistics(0, 0, 0, null, null);
    }
}
