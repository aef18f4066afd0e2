package io.realtimeconnect.perf.jobs;

import com.github.kagkarlsson.scheduler.ScheduledExecution;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import io.realtimeconnect.perf.web.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.json.JsonMapper;

/** Submits jobs and tells how they stand. */
public final class Jobs {

    private final Scheduler scheduler;
    private final Map<String, Job<?>> jobs;
    private final FailedJobs failures;
    private final JsonMapper json;
    private final Clock clock;
    private final reactor.core.scheduler.Scheduler blocking =
            Schedulers.newBoundedElastic(2, 1_000, "jobs-client", 30, true);

    Jobs(Scheduler scheduler, Collection<Job<?>> jobs, FailedJobs failures, JsonMapper json, Clock clock) {
        this.scheduler = scheduler;
        this.jobs = new TreeMap<>(jobs.stream().collect(Collectors.toMap(Job::name, Function.identity())));
        this.failures = failures;
        this.json = json;
        this.clock = clock;
    }

    /**
     * Stores a job to be run after a delay, by any instance.
     *
     * @param instance names this piece of work; while one of that name waits or runs, another is not taken
     * @return false when there is one of that name
     */
    public <T> Mono<Boolean> submit(Class<? extends Job<T>> kind, String instance, T data, Duration delay) {
        Job<?> job = jobs.values().stream()
                .filter(kind::isInstance)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No bean of " + kind));
        return call(() -> scheduler.scheduleIfNotExists(
                new TaskInstance<>(job.name(), instance, json.writeValueAsString(data)),
                clock.instant().plus(delay)));
    }

    /** All kinds, by name. */
    public Mono<List<JobStatus>> status() {
        return call(() -> {
            Map<String, Long> failed = failures.countByJob();
            List<JobStatus> all = new ArrayList<>();
            for (Job<?> job : jobs.values()) {
                List<ScheduledExecution<Object>> executions = scheduler.getScheduledExecutionsForTask(job.name());
                all.add(status(job, executions, failed.getOrDefault(job.name(), 0L)));
            }
            return all;
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

    private static JobStatus status(Job<?> job, List<ScheduledExecution<Object>> executions, long failed) {
        long running = executions.stream().filter(ScheduledExecution::isPicked).count();
        boolean failing = executions.stream().anyMatch(execution -> execution.getConsecutiveFailures() > 0);
        JobStatus.State state = running > 0
                ? JobStatus.State.running
                : failing
                        ? JobStatus.State.failing
                        : executions.isEmpty() ? JobStatus.State.idle : JobStatus.State.scheduled;
        return new JobStatus(
                job.name(),
                state,
                job.every() != null,
                executions.size() - running,
                running,
                failed,
                latest(executions, ScheduledExecution::getLastSuccess),
                latest(executions, ScheduledExecution::getLastFailure),
                executions.stream()
                        .filter(execution -> !execution.isPicked())
                        .map(ScheduledExecution::getExecutionTime)
                        .min(Comparator.naturalOrder())
                        .orElse(null));
    }

    private static @Nullable Instant latest(
            List<ScheduledExecution<Object>> executions, Function<ScheduledExecution<Object>, @Nullable Instant> time) {
        return executions.stream()
                .map(time)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    private <T> Mono<T> call(Callable<T> blockingCall) {
        return Mono.fromCallable(blockingCall).subscribeOn(blocking);
    }
}
