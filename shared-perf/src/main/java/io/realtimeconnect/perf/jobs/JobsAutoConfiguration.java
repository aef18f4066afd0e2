package io.realtimeconnect.perf.jobs;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.realtimeconnect.perf.cache.warm.WarmUpAutoConfiguration;
import io.realtimeconnect.perf.cache.warm.WarmUps;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.r2dbc.core.DatabaseClient;
import tools.jackson.databind.json.JsonMapper;

/** Jobs for a service that has at least one {@link Job} bean; a small JDBC pool of their own, for the scheduler blocks. */
@AutoConfiguration(after = WarmUpAutoConfiguration.class)
@ConditionalOnBean(Job.class)
@ConditionalOnProperty(name = "perf.jobs.enabled", matchIfMissing = true)
@EnableConfigurationProperties(JobsProperties.class)
public final class JobsAutoConfiguration {

    private static final int CONNECTIONS = 3;
    private static final Duration BACKLOG_EVERY = Duration.ofSeconds(10);

    @Bean(destroyMethod = "close")
    @ConditionalOnMissingBean
    JobStore jobStore(JobsProperties properties, Environment environment) {
        String url = properties.jdbcUrl() == null
                ? environment.getRequiredProperty("spring.flyway.url")
                : properties.jdbcUrl();
        var config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(environment.getProperty("spring.r2dbc.username"));
        config.setPassword(environment.getProperty("spring.r2dbc.password"));
        config.setPoolName("jobs");
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(Duration.ofSeconds(5).toMillis());
        config.setInitializationFailTimeout(-1);
        return new JobStore(new HikariDataSource(config));
    }

    /** Keeps the pool out of the sight of what configures itself around a {@code DataSource}. */
    record JobStore(HikariDataSource pool) implements AutoCloseable {

        @Override
        public void close() {
            pool.close();
        }
    }

    @Bean
    @ConditionalOnBean(WarmUps.class)
    CacheWarmUp cacheWarmUp(JobsProperties properties, WarmUps loaders) {
        return new CacheWarmUp(loaders, properties.warmUpInterval());
    }

    /** Every job of the service, and the library's own. */
    record AllJobs(List<Job<?>> jobs, ScheduledJobs scheduled, FailedJobs failures, JobRuns runs) {}

    @Bean
    @ConditionalOnMissingBean
    AllJobs allJobs(
            JobsProperties properties,
            JobStore store,
            ObjectProvider<Job<?>> declared,
            ObjectProvider<MeterRegistry> meters,
            ObjectProvider<Clock> clock) {
        var failures = new FailedJobs(store.pool());
        List<Job<?>> jobs = new ArrayList<>(declared.orderedStream().toList());
        jobs.add(new JobCleanup(failures, properties, clock.getIfUnique(Clock::systemUTC)));
        return new AllJobs(
                jobs,
                new ScheduledJobs(store.pool()),
                failures,
                new JobRuns(
                        store.pool(),
                        meters.getIfAvailable(SimpleMeterRegistry::new),
                        jobs.stream().<String>map(Job::name).toList()));
    }

    @Bean
    @ConditionalOnMissingBean
    Scheduler jobScheduler(JobsProperties properties, JobStore store, AllJobs all, JsonMapper json) {
        var tasks = new JobTasks(json, all.failures(), all.runs());
        List<Task<?>> submitted = new ArrayList<>();
        List<RecurringTask<String>> recurring = new ArrayList<>();
        all.jobs().forEach(job -> {
            Duration every = job.every();
            if (every == null) {
                submitted.add(tasks.oneTime(job));
            } else {
                recurring.add(tasks.recurring(job, every));
            }
        });
        return Scheduler.create(store.pool(), submitted)
                .startTasks(recurring)
                .serializer(new TextSerializer())
                .threads(properties.threads())
                .pollingInterval(properties.pollInterval())
                .heartbeatInterval(properties.heartbeat())
                .shutdownMaxWait(properties.shutdownWait())
                .enablePriority()
                // JobTasks says it, with the attempt
                .failureLogging(LogLevel.OFF, false)
                .alwaysPersistTimestampInUTC()
                .build();
    }

    @Bean
    @ConditionalOnMissingBean
    Jobs jobs(Scheduler scheduler, AllJobs all, DatabaseClient database, JsonMapper json, ObjectProvider<Clock> clock) {
        return new Jobs(
                scheduler,
                all.jobs(),
                all.scheduled(),
                all.failures(),
                all.runs(),
                database,
                json,
                clock.getIfUnique(Clock::systemUTC));
    }

    @Bean
    JobBacklog jobBacklog(Jobs jobs, AllJobs all, ObjectProvider<MeterRegistry> meters) {
        return new JobBacklog(
                jobs,
                all.jobs().stream().map(Job::name).toList(),
                meters.getIfAvailable(SimpleMeterRegistry::new),
                BACKLOG_EVERY);
    }

    @Bean
    JobsController jobsController(Jobs jobs) {
        return new JobsController(jobs);
    }

    /** Starts after the migrations and stops, waiting for what runs, before the pools go. */
    @Bean
    SmartLifecycle jobsLifecycle(Scheduler scheduler, JobBacklog backlog) {
        return new SmartLifecycle() {

            private volatile boolean running;

            @Override
            public void start() {
                scheduler.start();
                backlog.start();
                running = true;
            }

            @Override
            public void stop() {
                running = false;
                backlog.stop();
                scheduler.stop();
            }

            @Override
            public boolean isRunning() {
                return running;
            }

            /** A scheduler that has stopped cannot be started again. */
            @Override
            public boolean isPauseable() {
                return false;
            }
        };
    }
}
