package io.realtimeconnect.perf.jobs;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.realtimeconnect.stores.PostgresSchema;
import io.realtimeconnect.stores.Stores;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

class JobsTest {

    private final JsonMapper json = JsonMapper.builder().build();
    private final List<Scheduler> schedulers = new ArrayList<>();
    private @Nullable HikariDataSource pool;

    @BeforeEach
    void migrate() {
        PostgresSchema schema = Stores.freshSchema("jobs");
        Flyway.configure()
                .dataSource(schema.jdbcUrl(), schema.owner(), schema.ownerPassword())
                .locations("classpath:db/perf")
                .load()
                .migrate();
        var config = new HikariConfig();
        config.setJdbcUrl(schema.jdbcUrl());
        config.setUsername(schema.user());
        config.setPassword(schema.password());
        pool = new HikariDataSource(config);
    }

    @AfterEach
    void stop() {
        schedulers.forEach(Scheduler::stop);
        requireNonNull(pool).close();
    }

    @Test
    void whatIsSubmittedIsRunWithItsData() {
        var greet = new Greet(0);
        Jobs jobs = instance(greet);

        jobs.submit(Greet.class, "one", new Name("Ann"), Duration.ZERO).block();

        await().untilAsserted(() -> assertThat(greet.greeted).containsExactly("one:Ann"));
    }

    @Test
    void twoOfOneNameAreOne() {
        Jobs jobs = instance(new Greet(0));

        Boolean first = jobs.submit(Greet.class, "one", new Name("Ann"), Duration.ofHours(1))
                .block();
        Boolean second = jobs.submit(Greet.class, "one", new Name("Ann"), Duration.ofHours(1))
                .block();

        assertThat(first).isTrue();
        assertThat(second).isFalse();
    }

    @Test
    void aFailureIsTriedAgain() {
        var greet = new Greet(2);
        Jobs jobs = instance(greet);

        jobs.submit(Greet.class, "one", new Name("Ann"), Duration.ZERO).block();

        await().untilAsserted(() -> assertThat(greet.greeted).containsExactly("one:Ann"));
        assertThat(greet.attempts).hasValue(3);
    }

    @Test
    void whatFailsTooOftenIsGivenUpAndShown() {
        Jobs jobs = instance(new Greet(Integer.MAX_VALUE));

        jobs.submit(Greet.class, "one", new Name("Ann"), Duration.ZERO).block();

        await().untilAsserted(() -> assertThat(status(jobs).failed()).isEqualTo(1));
        assertThat(jobs.cleanUp().block()).isEqualTo(1);
        assertThat(status(jobs).failed()).isZero();
    }

    @Test
    void anAttemptThatHangsIsCutOffAndTriedAgain() {
        var hang = new Hang();
        Jobs jobs = instance(hang);

        jobs.submit(Hang.class, "one", new Name("Ann"), Duration.ZERO).block();

        await().untilAsserted(() -> assertThat(hang.attempts).hasValueGreaterThan(1));
        assertThat(hang.cancelled).hasPositiveValue();
    }

    @Test
    void manyOnTwoInstancesEachRunOnce() {
        var greet = new Greet(0);
        Jobs one = instance(greet);
        instance(greet);

        for (int i = 0; i < 50; i++) {
            one.submit(Greet.class, "n" + i, new Name("Ann"), Duration.ZERO).block();
        }

        await().atMost(Duration.ofSeconds(30)).until(() -> greet.greeted.size() >= 50);
        assertThat(greet.greeted).hasSize(50).doesNotHaveDuplicates();
    }

    @Test
    void aRecurringJobRunsWhenAsked() {
        var tick = new Tick();
        Jobs jobs = instance(tick);
        await().until(() -> tick.runs.get() == 1);

        await().untilAsserted(() -> {
            jobs.runNow("tick").block();
            assertThat(tick.runs).hasValueGreaterThan(1);
        });
    }

    private JobStatus status(Jobs jobs) {
        return requireNonNull(jobs.status().block()).get(0);
    }

    private Jobs instance(Job<?> job) {
        HikariDataSource source = requireNonNull(pool);
        var failures = new FailedJobs(source);
        var tasks = new JobTasks(json, failures);
        Duration every = job.every();
        var builder = every == null
                ? Scheduler.create(source, tasks.oneTime(job))
                : Scheduler.create(source).startTasks(tasks.recurring(job, every));
        Scheduler scheduler = builder.serializer(new TextSerializer())
                .pollingInterval(Duration.ofMillis(50))
                .enablePriority()
                .build();
        scheduler.start();
        schedulers.add(scheduler);
        return new Jobs(scheduler, List.of(job), failures, json, Clock.systemUTC());
    }

    record Name(String name) {}

    private static final class Greet implements Job<Name> {

        private final List<String> greeted = Collections.synchronizedList(new ArrayList<>());
        private final AtomicInteger attempts = new AtomicInteger();
        private final int failures;

        private Greet(int failures) {
            this.failures = failures;
        }

        @Override
        public String name() {
            return "greet";
        }

        @Override
        public Class<Name> dataType() {
            return Name.class;
        }

        @Override
        public Mono<Void> run(String instance, @Nullable Name data) {
            return attempts.incrementAndGet() <= failures
                    ? Mono.error(new IllegalStateException("not yet"))
                    : Mono.fromRunnable(() ->
                            greeted.add(instance + ":" + requireNonNull(data).name()));
        }

        @Override
        public int attempts() {
            return 3;
        }

        @Override
        public Duration backOff() {
            return Duration.ofMillis(10);
        }
    }

    private static final class Hang implements Job<Name> {

        private final AtomicInteger attempts = new AtomicInteger();
        private final AtomicInteger cancelled = new AtomicInteger();

        @Override
        public String name() {
            return "hang";
        }

        @Override
        public Class<Name> dataType() {
            return Name.class;
        }

        @Override
        public Mono<Void> run(String instance, @Nullable Name data) {
            attempts.incrementAndGet();
            return Mono.<Void>never().doOnCancel(cancelled::incrementAndGet);
        }

        @Override
        public Duration timeout() {
            return Duration.ofMillis(50);
        }

        @Override
        public Duration backOff() {
            return Duration.ofMillis(10);
        }
    }

    private static final class Tick implements Job<Void> {

        private final AtomicInteger runs = new AtomicInteger();

        @Override
        public String name() {
            return "tick";
        }

        @Override
        public Class<Void> dataType() {
            return Void.class;
        }

        @Override
        public Mono<Void> run(String instance, @Nullable Void data) {
            return Mono.fromRunnable(runs::incrementAndGet);
        }

        @Override
        public Duration every() {
            return Duration.ofHours(1);
        }
    }
}
