package io.realtimeconnect.perf.jobs;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** The jobs that were given up; blocking, called from job threads only. */
final class FailedJobs {

    private static final int ERROR_AT_MOST = 500;

    private final JdbcTemplate jdbc;

    FailedJobs(DataSource dataSource) {
        this.jdbc = new JdbcTemplate(dataSource);
    }

    void add(String job, String instance, Instant at, int attempts, String error) {
        jdbc.update(
                """
                INSERT INTO failed_job (job, instance, failed_at, attempts, error) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT (job, instance) DO UPDATE
                    SET failed_at = excluded.failed_at, attempts = excluded.attempts, error = excluded.error
                """,
                job,
                instance,
                Timestamp.from(at),
                attempts,
                error.length() > ERROR_AT_MOST ? error.substring(0, ERROR_AT_MOST) : error);
    }

    Map<String, Long> countByJob() {
        Map<String, Long> counts = new HashMap<>();
        jdbc.query("SELECT job, count(*) FROM failed_job GROUP BY job", row -> {
            counts.put(row.getString(1), row.getLong(2));
        });
        return counts;
    }

    /** Forgets those given up before; how many there were. */
    long clearBefore(Instant before) {
        return jdbc.update("DELETE FROM failed_job WHERE failed_at < ?", Timestamp.from(before));
    }

    /** Forgets them; how many there were. */
    long clear() {
        return jdbc.update("DELETE FROM failed_job");
    }
}
