package io.realtimeconnect.perf.performance;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The database as this instance sees it.
 *
 * @param pool connections acquired, idle, allocated, pending, max, and utilization from 0 to 1
 * @param server what PostgreSQL says of the service's schema, null when it could not be asked
 * @param maintenance the last run on this instance, null before the first
 */
public record DatabaseReport(
        String status,
        Map<String, Object> pool,
        @Nullable Server server,
        @Nullable Maintenance maintenance) {

    /** The same for all instances. */
    public record Server(String version, long sizeBytes, List<Table> tables, List<Index> unusedIndexes) {}

    /** One table, partitions apart; counts are PostgreSQL's estimates. */
    public record Table(
            String name,
            long liveRows,
            long deadRows,
            long sequentialScans,
            long sequentialRows,
            long indexScans,
            long bytes,
            @Nullable Instant lastVacuum,
            @Nullable Instant lastAnalyze) {}

    /** An index that no statement has used since statistics were reset, and that holds nothing unique. */
    public record Index(String name, String table, long bytes) {}

    /** A run of {@code analyze}, {@code vacuum} or {@code reindex}. */
    public record Maintenance(
            String task,
            String state,
            int tables,
            int done,
            List<String> failed,
            Instant startedAt,
            @Nullable Instant endedAt) {}
}
