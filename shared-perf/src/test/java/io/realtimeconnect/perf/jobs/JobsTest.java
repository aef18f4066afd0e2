package io.realtimeconnect.perf.jobs;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.realtimeconnect.stores.PostgresSchema;
import io.realtimeconnect.stores.Stores;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

class JobsTest {

    private final JsonMapper json = JsonMapper.builder().build();
    private final List<Scheduler> schedulers = new ArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private @Nullable HikariDataSource pool;
    private @Nullable DatabaseClient database;
    private @Nullable TransactionalOperator transaction;

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
        ConnectionFactory factory = ConnectionFactories.get(ConnectionFactoryOptions.parse(schema.r2dbcUrl())
                .mutate()
                .option(ConnectionFactoryOptions.USER, schema.user())
                .option(ConnectionFactoryOptions.PASSWORD, schema.password())
                .build());
        database = DatabaseClient.create(factory);
        transaction = TransactionalOperator.create(new R2dbcTransactionManager(factory));
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

    @Test
    void whatIsSubmittedInATransactionIsThereWithItsCommitOrNotAtAll() {
        var greet = new Greet(0);
        Jobs jobs = instance(greet);
        Mono<Boolean> lost = jobs.submit(Greet.class, "lost", new Name("Ann"), Duration.ZERO)
                .flatMap(taken -> Mono.error(new IllegalStateException("rolled back")));
        TransactionalOperator within = requireNonNull(transaction);

        within.transactional(lost).onErrorReturn(false).block();
        within.transactional(jobs.submit(Greet.class, "kept", new Name("Ann"), Duration.ZERO))
                .block();

        await().untilAsserted(() -> assertThat(greet.greeted).containsExactly("kept:Ann"));
    }

    @Test
    void whatWaitsCanBeTakenBack() {
        Jobs jobs = instance(new Greet(0));
        jobs.submit(Greet.class, "a:1", new Name("Ann"), Duration.ofHours(1)).block();
        jobs.submit(Greet.class, "b:1", new Name("Bob"), Duration.ofHours(1)).block();

        assertThat(jobs.withdraw(Greet.class, "a:").block()).isEqualTo(1);

        assertThat(status(jobs).waiting()).isEqualTo(1);
    }

    @Test
    void attemptsAreCountedAndTimed() {
        Jobs jobs = instance(new Greet(1));

        jobs.submit(Greet.class, "one", new Name("Ann"), Duration.ZERO).block();

        await().untilAsserted(() -> assertThat(status(jobs))
                .returns(1L, JobStatus::succeededAttempts)
                .returns(1L, JobStatus::failedAttempts)
                .satisfies(status -> assertThat(status.lastSuccess()).isNotNull()));
        assertThat(meters.get("perf.jobs.runs")
                        .tags("kind", "greet", "outcome", "succeeded")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void theBacklogIsSeenInMeters() {
        Jobs jobs = instance(new Greet(0));
        jobs.submit(Greet.class, "one", new Name("Ann"), Duration.ofHours(1)).block();
        var backlog = new JobBacklog(jobs, List.of("greet"), meters, Duration.ofMillis(20));

        backlog.start();

        await().untilAsserted(() ->
                assertThat(meters.get("perf.jobs.waiting").gauge().value()).isEqualTo(1));
        backlog.stop();
    }

    @Test
    void whatWasGivenUpLongAgoIsForgotten() {
        var failures = new FailedJobs(requireNonNull(pool));
        failures.add("greet", "old", Instant.now().minus(Duration.ofDays(8)), 5, "no");
        failures.add("greet", "new", Instant.now(), 5, "no");
        var properties = new JobsProperties(
                true,
                null,
                1,
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofHours(1),
                Duration.ofDays(7),
                Duration.ofMinutes(30),
                Duration.ofSeconds(1));

        new JobCleanup(failures, properties, Clock.systemUTC())
                .run("job-cleanup", null)
                .block();

        assertThat(failures.countByJob()).containsEntry("greet", 1L);
    }

    @Test
    void aStopWaitsForWhatRuns() {
        var started = new CountDownLatch(1);
        var done = new AtomicInteger();
        Jobs jobs = instance(new Greet(0) {
            @Override
            public Mono<Void> run(String instance, @Nullable Name data) {
                started.countDown();
                return Mono.delay(Duration.ofMillis(700))
                        .doOnNext(tick -> done.incrementAndGet())
                        .then();
            }
        });
        jobs.submit(Greet.class, "one", new Name("Ann"), Duration.ZERO).block();
        await().until(() -> started.getCount() == 0);

        schedulers.forEach(Scheduler::stop);

        assertThat(done).hasValue(1);
    }

    @Test
    void ofThoseThatAreDueTheUrgentGoFirst() {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        Jobs jobs = build(List.of(named("slow", 0, order), named("urgent", 10, order)), 1);
        for (int i = 0; i < 5; i++) {
            submit(jobs, "slow", i);
            submit(jobs, "urgent", i);
        }

        schedulers.forEach(Scheduler::start);

        await().until(() -> order.size() == 10);
        assertThat(order.subList(0, 5)).containsOnly("urgent");
    }

    private JobStatus status(Jobs jobs) {
        return requireNonNull(jobs.status().block()).get(0);
    }

    private static Greet named(String name, int priority, List<String> order) {
        return priority == 0 ? new Slow(name, order) : new Urgent(name, priority, order);
    }

    private static void submit(Jobs jobs, String kind, int number) {
        jobs.submit(kind.equals("slow") ? Slow.class : Urgent.class, kind + number, new Name("Ann"), Duration.ZERO)
                .block();
    }

    private Jobs instance(Job<?> job) {
        Jobs jobs = build(List.of(job), 10);
        schedulers.get(schedulers.size() - 1).start();
        return jobs;
    }

    private Jobs build(List<Job<?>> all, int threads) {
        HikariDataSource source = requireNonNull(pool);
        var failures = new FailedJobs(source);
        var runs =
                new JobRuns(source, meters, all.stream().<String>map(Job::name).toList());
        var tasks = new JobTasks(json, failures, runs);
        List<Task<?>> submitted = new ArrayList<>();
        List<RecurringTask<String>> recurring = new ArrayList<>();
        for (Job<?> job : all) {
            Duration every = job.every();
            if (every == null) {
                submitted.add(tasks.oneTime(job));
            } else {
                recurring.add(tasks.recurring(job, every));
            }
        }
        Scheduler scheduler = Scheduler.create(source, submitted)
                .startTasks(recurring)
                .serializer(new TextSerializer())
                .threads(threads)
                .pollingInterval(Duration.ofMillis(50))
                .enablePriority()
                .build();
        schedulers.add(scheduler);
        return new Jobs(
                scheduler,
                all,
                new ScheduledJobs(source),
                failures,
                runs,
                requireNonNull(database),
                json,
                Clock.systemUTC());
    }

    record Name(String name) {}

    private static class Greet implements Job<Name> {

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

    private static class Slow extends Greet {

        private final String name;
        private final List<String> order;

        private Slow(String name, List<String> order) {
            super(0);
            this.name = name;
            this.order = order;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Mono<Void> run(String instance, @Nullable Name data) {
            return Mono.fromRunnable(() -> order.add(name));
        }
    }

    private static final class Urgent extends Slow {

        private final int priority;

        private Urgent(String name, int priority, List<String> order) {
            super(name, order);
            this.priority = priority;
        }

        @Override
        public int priority() {
            return priority;
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
