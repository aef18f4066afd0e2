package io.realtimeconnect.perf.jobs;

import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import com.github.kagkarlsson.scheduler.task.schedule.FixedDelay;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import tools.jackson.databind.json.JsonMapper;

/** Jobs as tasks of db-scheduler, whose threads are its own: they may wait for a publisher, no event loop does. */
final class JobTasks {

    private static final Logger LOG = LoggerFactory.getLogger(JobTasks.class);
    private static final Duration LONGEST_BACK_OFF = Duration.ofHours(1);

    private final JsonMapper json;
    private final FailedJobs failures;
    private final JobRuns runs;

    JobTasks(JsonMapper json, FailedJobs failures, JobRuns runs) {
        this.json = json;
        this.failures = failures;
        this.runs = runs;
    }

    /** A task that is submitted. */
    <T> Task<String> oneTime(Job<T> job) {
        return Tasks.oneTime(job.name(), String.class)
                .defaultPriority(job.priority())
                .onFailure(new BackOff<>(job))
                .execute((instance, context) -> await(job, instance.getId(), instance.getData()));
    }

    /** A task that comes again and again, once in the whole suite. */
    <T> RecurringTask<String> recurring(Job<T> job, Duration every) {
        return Tasks.recurring(job.name(), FixedDelay.of(every), String.class)
                .defaultPriority(job.priority())
                .onFailure(new BackOff<>(job))
                .execute((instance, context) -> await(job, job.name(), null));
    }

    private <T> void await(Job<T> job, String instance, @Nullable String data) {
        long begun = System.nanoTime();
        T value = data == null ? null : json.readValue(data, job.dataType());
        CompletableFuture<?> done =
                job.run(instance, value).timeout(job.timeout()).toFuture();
        try {
            done.join();
            noted(() -> runs.succeeded(job.name(), Duration.ofNanos(System.nanoTime() - begun), Instant.now()));
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } finally {
            done.cancel(true);
        }
    }

    /** Figures are no reason to run again what has been done. */
    private static void noted(Runnable note) {
        try {
            note.run();
        } catch (DataAccessException e) {
            LOG.atWarn().addKeyValue("cause", e.toString()).log("jobs.statistics.missed");
        }
    }

    /** Tries again, each time after twice as long, until the attempts are used up; a recurring one goes on for ever. */
    private final class BackOff<T> implements FailureHandler<String> {

        private final Job<T> job;

        private BackOff(Job<T> job) {
            this.job = job;
        }

        @Override
        public void onFailure(ExecutionComplete complete, ExecutionOperations<String> operations) {
            int attempts = complete.getExecution().consecutiveFailures + 1;
            String instance = complete.getExecution().taskInstance.getId();
            String error = complete.getCause().map(Throwable::toString).orElse("unknown");
            boolean givenUp = job.every() == null && attempts >= job.attempts();
            LOG.atWarn()
                    .addKeyValue("job", job.name())
                    .addKeyValue("instance", instance)
                    .addKeyValue("attempt", attempts)
                    .addKeyValue("error", error)
                    .log(givenUp ? "Job given up" : "Job failed, will be tried again");
            noted(() -> runs.failed(job.name(), complete.getDuration(), complete.getTimeDone(), givenUp));
            if (givenUp) {
                failures.add(job.name(), instance, complete.getTimeDone(), attempts, error);
                operations.stop();
            } else {
                operations.reschedule(complete, next(complete.getTimeDone(), attempts));
            }
        }

        private Instant next(Instant now, int attempts) {
            Duration pause = job.backOff().multipliedBy(1L << Math.min(attempts - 1, 20));
            return now.plus(pause.compareTo(LONGEST_BACK_OFF) > 0 ? LONGEST_BACK_OFF : pause);
        }
    }
}
