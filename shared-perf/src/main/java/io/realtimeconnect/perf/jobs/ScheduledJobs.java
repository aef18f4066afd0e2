package io.realtimeconnect.perf.jobs;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** What waits and runs, counted where it lies: a long queue is not read to be counted. Blocking. */
final class ScheduledJobs {

    private final JdbcTemplate jdbc;

    ScheduledJobs(DataSource dataSource) {
        this.jdbc = new JdbcTemplate(dataSource);
    }

    /** By job; one without rows is missing. */
    Map<String, Standing> all() {
        Map<String, Standing> all = new HashMap<>();
        jdbc.query("""
                SELECT task_name, count(*) FILTER (WHERE NOT picked), count(*) FILTER (WHERE picked),
                       coalesce(bool_or(consecutive_failures > 0), false), min(execution_time) FILTER (WHERE NOT picked)
                FROM scheduled_tasks GROUP BY task_name
                """, row -> {
            Timestamp next = row.getTimestamp(5);
            all.put(
                    row.getString(1),
                    new Standing(
                            row.getLong(2), row.getLong(3), row.getBoolean(4), next == null ? null : next.toInstant()));
        });
        return all;
    }

    /** @param failing whether one has failed and will be tried again */
    record Standing(
            long waiting,
            long running,
            boolean failing,
            @Nullable Instant next) {

        static final Standing NONE = new Standing(0, 0, false, null);

        JobStatus.State state() {
            if (running > 0) {
                return JobStatus.State.running;
            }
            if (failing) {
                return JobStatus.State.failing;
            }
            return waiting == 0 ? JobStatus.State.idle : JobStatus.State.scheduled;
        }
    }
}
