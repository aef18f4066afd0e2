package io.realtimeconnect.perf.jobs;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
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
import tools.jackson.databind.json.JsonMapper;

/** Jobs for a service that has at least one {@link Job} bean; a small JDBC pool of their own, for the scheduler blocks. */
@AutoConfiguration
@ConditionalOnBean(Job.class)
@ConditionalOnProperty(name = "perf.jobs.enabled", matchIfMissing = true)
@EnableConfigurationProperties(JobsProperties.class)
public final class JobsAutoConfiguration {

    private static final int CONNECTIONS = 3;

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
    @ConditionalOnMissingBean
    Scheduler jobScheduler(JobsProperties properties, JobStore store, ObjectProvider<Job<?>> jobs, JsonMapper json) {
        var tasks = new JobTasks(json, new FailedJobs(store.pool()));
        List<Task<?>> submitted = new ArrayList<>();
        List<RecurringTask<String>> recurring = new ArrayList<>();
        jobs.orderedStream().forEach(job -> {
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
                .shutdownMaxWait(properties.shutdownWait())
                .enablePriority()
                .alwaysPersistTimestampInUTC()
                .build();
    }

    @Bean
    @ConditionalOnMissingBean
    Jobs jobs(Scheduler scheduler, ObjectProvider<Job<?>> jobs, JobStore store, JsonMapper json) {
        return new Jobs(
                scheduler, jobs.orderedStream().toList(), new FailedJobs(store.pool()), json, Clock.systemUTC());
    }

    @Bean
    JobsController jobsController(Jobs jobs) {
        return new JobsController(jobs);
    }

    /** Starts after the migrations and stops, waiting for what runs, before the pools go. */
    @Bean
    SmartLifecycle jobsLifecycle(Scheduler scheduler) {
        return new SmartLifecycle() {

            private volatile boolean running;

            @Override
            public void start() {
                scheduler.start();
                running = true;
            }

            @Override
            public void stop() {
                running = false;
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
