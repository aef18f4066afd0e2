package io.realtimeconnect.perf.jobs;

import com.github.kagkarlsson.scheduler.ScheduledExecution;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import io.realtimeconnect.perf.web.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

/** Submits jobs and tells how they stand. */
public final class Jobs {

    private final Scheduler scheduler;
    private final Map<String, Job<?>> jobs;
    private final ScheduledJobs scheduled;
    private final FailedJobs failures;
    private final JobRuns runs;
    private final DatabaseClient database;
    private final JsonMapper json;
    private final Clock clock;
    private final reactor.core.scheduler.Scheduler blocking =
            Schedulers.newBoundedElastic(2, 1_000, "jobs-client", 30, true);

    Jobs(
            Scheduler scheduler,
            Collection<Job<?>> jobs,
            ScheduledJobs scheduled,
            FailedJobs failures,
            JobRuns runs,
            DatabaseClient database,
            JsonMapper json,
            Clock clock) {
        this.scheduler = scheduler;
        this.jobs = new TreeMap<>(jobs.stream().collect(Collectors.toMap(Job::name, Function.identity())));
        this.scheduled = scheduled;
        this.failures = failures;
        this.runs = runs;
        this.database = database;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Stores a job to be run after a delay, by any instance. Within a transaction of the caller it is stored with its commit, or not at all.
     *
     * @param instance names this piece of work; while one of that name waits or runs, another is not taken
     * @return false when there is one of that name
     */
    public <T> Mono<Boolean> submit(Class<? extends Job<T>> kind, String instance, T data, Duration delay) {
        Job<?> job = jobs.values().stream()
                .filter(kind::isInstance)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No bean of " + kind));
        return Mono.defer(() -> database.sql("""
                        INSERT INTO scheduled_tasks (task_name, task_instance, task_data, execution_time, picked, version, priority)
                        VALUES (:job, :instance, :data, :due, false, 1, :priority) ON CONFLICT DO NOTHING""")
                .bind("job", job.name())
                .bind("instance", instance)
                .bind("data", json.writeValueAsString(data).getBytes(StandardCharsets.UTF_8))
                .bind("due", clock.instant().plus(delay))
                .bind("priority", (short) job.priority())
                .fetch()
                .rowsUpdated()
                .map(rows -> rows > 0));
    }

    /**
     * Takes back what waits and forgets what was given up, in the caller's transaction if there is one; what runs right now runs on.
     *
     * @param prefix of the names of pieces of work
     * @return how many waited
     */
    public Mono<Long> withdraw(Class<? extends Job<?>> kind, String prefix) {
        String job = jobs.values().stream()
                .filter(kind::isInstance)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No bean of " + kind))
                .name();
        return database.sql("DELETE FROM failed_job WHERE job = :job AND starts_with(instance, :prefix)")
                .bind("job", job)
                .bind("prefix", prefix)
                .then()
                .then(database.sql(
                                "DELETE FROM scheduled_tasks WHERE task_name = :job AND starts_with(task_instance, :prefix) AND NOT picked")
                        .bind("job", job)
                        .bind("prefix", prefix)
                        .fetch()
                        .rowsUpdated());
    }

    /** All kinds, by name. */
    public Mono<List<JobStatus>> status() {
        return call(() -> {
            Map<String, ScheduledJobs.Standing> standing = scheduled.all();
            Map<String, Long> failed = failures.countByJob();
            Map<String, JobRuns.Statistics> statistics = runs.all();
            return jobs.values().stream()
                    .map(job -> status(
                            job,
                            standing.getOrDefault(job.name(), ScheduledJobs.Standing.NONE),
                            failed.getOrDefault(job.name(), 0L),
                            statistics.getOrDefault(job.name(), JobRuns.Statistics.NONE)))
                    .toList();
        });
    }

    /** Has a recurring job run now; {@code JOB_NOT_FOUND} for one that is none. */
    public Mono<Void> runNow(String name) {
        Job<?> job = jobs.get(name);
        if (job == null || job.every() == null) {
            return Mono.error(
                    new Problem(HttpStatus.NOT_FOUND, "JOB_NOT_FOUND", "There is no recurring job of this name."));
        }
        return call(() -> {
                    var id = TaskInstanceId.of(name, RecurringTask.INSTANCE);
                    Optional<ScheduledExecution<Object>> execution = scheduler.getScheduledExecution(id);
                    return execution.isPresent()
                            && !execution.get().isPicked()
                            && scheduler.reschedule(id, clock.instant());
                })
                .then();
    }

    /** Forgets what was given up; how many. */
    public Mono<Long> cleanUp() {
        return call(failures::clear);
    }

    private static JobStatus status(
            Job<?> job, ScheduledJobs.Standing standing, long failed, JobRuns.Statistics statistics) {
        return new JobStatus(
                job.name(),
                standing.state(),
                job.every() != null,
                standing.waiting(),
                standing.running(),
                failed,
                statistics.succeeded(),
                statistics.failed(),
                statistics.meanMs(),
                statistics.lastSuccess(),
                statistics.lastFailure(),
                standing.next());
    }

    private <T> Mono<T> call(Callable<T> blockingCall) {
        return Mono.fromCallable(blockingCall).subscribeOn(blocking);
    }
}
