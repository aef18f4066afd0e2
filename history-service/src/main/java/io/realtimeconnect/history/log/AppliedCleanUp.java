package io.realtimeconnect.history.log;

import io.realtimeconnect.perf.jobs.Job;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Forgets which edits, deletions and ends were applied, once nobody can send them again. */
@Component
class AppliedCleanUp implements Job<Void> {

    private static final long BATCH = 5_000;

    private final DatabaseClient db;
    private final Clock clock;
    private final Duration kept;

    /** @param kept longer than any caller tries one operation again */
    AppliedCleanUp(DatabaseClient db, Clock clock, @Value("${history.log.applied-kept:2d}") Duration kept) {
        this.db = db;
        this.clock = clock;
        this.kept = kept;
    }

    @Override
    public String name() {
        return "applied-operations-clean-up";
    }

    @Override
    public Class<Void> dataType() {
        return Void.class;
    }

    @Override
    public Duration every() {
        return Duration.ofHours(1);
    }

    @Override
    public Mono<Void> run(String instance, @Nullable Void data) {
        Instant before = clock.instant().minus(kept);
        return batch(before).repeat().takeUntil(removed -> removed < BATCH).then();
    }

    private Mono<Long> batch(Instant before) {
        return db.sql("""
                        DELETE FROM applied
                         WHERE ctid = ANY(ARRAY(SELECT ctid FROM applied WHERE applied_at < $1 LIMIT $2))
                        """).bind(0, before).bind(1, BATCH).fetch().rowsUpdated();
    }
}
