package io.realtimeconnect.perf.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.r2dbc.spi.ConnectionFactory;
import io.realtimeconnect.perf.health.HealthStatus;
import io.realtimeconnect.perf.query.QueryAutoConfiguration;
import io.realtimeconnect.perf.query.QueryStatistics;
import io.realtimeconnect.stores.PostgresServer;
import io.realtimeconnect.stores.Stores;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A primary and a replica that streams from it: real servers, killed, frozen and held back. */
class ReplicasTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static PostgresServer primary;
    private static PostgresServer replica;

    @BeforeAll
    static void start() throws SQLException {
        primary = Stores.privatePostgres();
        try (var connection = primary.store().connect();
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE thing (id uuid PRIMARY KEY)");
        }
        replica = Stores.privateReplica(primary);
    }

    @Test
    void declaredReadsGoToTheReplicaAndNothingElseDoes() {
        with(suite -> {
            suite.awaitFit();

            assertThat(suite.onReplica()).isTrue();
            assertThat(suite.asksReplica(suite.where())).as("not declared").isFalse();
            UUID id = UUID.randomUUID();
            suite.insert(id).block(SOON);
            await().atMost(SOON)
                    .until(() -> suite.replicas.reads(suite.find(id)).block(SOON) == 1);
            assertThat(suite.reads("replica")).isGreaterThan(1);
            assertThat(suite.context.getBean(QueryStatistics.class).overall().count())
                    .as("statements on replicas are watched")
                    .isGreaterThan(3);
            assertThat(suite.health()).isEqualTo(HealthStatus.HEALTHY);
        });
    }

    @Test
    void aWriteWithinIsRefusedAndNotDoneElsewhere() {
        with(suite -> {
            suite.awaitFit();
            UUID id = UUID.randomUUID();

            assertThatThrownBy(() -> suite.replicas.reads(suite.insert(id)).block(SOON))
                    .hasStackTraceContaining("read-only transaction");

            assertThat(suite.find(id).block(SOON)).isZero();
        });
    }

    @Test
    void whatIsReadInATransactionStaysInIt() {
        with(suite -> {
            suite.awaitFit();
            UUID id = UUID.randomUUID();
            Mono<Long> seen =
                    suite.insert(id).then(suite.replicas.reads(suite.find(id))).as(suite.transaction::transactional);

            assertThat(seen.block(SOON)).as("its own write").isEqualTo(1);
        });
    }

    @Test
    void aTransactionOfDeclaredReadsIsOneOnTheReplica() {
        with(suite -> {
            suite.awaitFit();
            DefaultTransactionDefinition readOnly = new DefaultTransactionDefinition();
            readOnly.setReadOnly(true);
            Mono<Boolean> where =
                    suite.where().as(TransactionalOperator.create(suite.manager, readOnly)::transactional);

            assertThat(suite.asksReplica(suite.replicas.reads(where))).isTrue();
        });
    }

    @Test
    void aReplicaThatIsHeldBackIsLeftOutUntilItHasCaughtUp() {
        with(suite -> {
            suite.awaitFit();
            sql(replica, "SELECT pg_wal_replay_pause()");
            try {
                await().atMost(SOON).pollInterval(Duration.ofMillis(50)).until(() -> {
                    suite.insert(UUID.randomUUID()).block(SOON);
                    return !suite.onReplica();
                });
                assertThat(suite.fit()).isZero();
                assertThat(suite.health()).isEqualTo(HealthStatus.DEGRADED);
            } finally {
                sql(replica, "SELECT pg_wal_replay_resume()");
            }
            suite.awaitFit();
            assertThat(suite.onReplica()).isTrue();
        });
    }

    @Test
    void anIdleReplicaIsNotTakenForALateOne() {
        with(
                suite -> {
                    suite.awaitFit();
                    await().during(Duration.ofSeconds(3)).atMost(SOON).until(suite::onReplica);
                },
                "perf.replica.max-lag=1s");
    }

    @Test
    void aReplicaThatIsKilledCostsNobodyAnAnswer() {
        with(suite -> {
            suite.awaitFit();
            Flux<Boolean> reading = Flux.range(0, 200).concatMap(i -> suite.replicas.reads(suite.where()), 1);
            replica.kill();
            try {
                assertThat(reading.collectList().block(SOON)).hasSize(200).containsOnly(false);
                assertThat(suite.reads("primary")).isPositive();
                await().atMost(SOON).until(() -> suite.fit() == 0);
            } finally {
                replica.start();
            }
            suite.awaitFit();
            assertThat(suite.onReplica()).isTrue();
        });
    }

    @Test
    void aStatementThatDiesWithItsReplicaIsAskedAgain() {
        with(suite -> {
            suite.awaitFit();
            Mono<Boolean> long1 = suite.replicas.reads(suite.client
                    .sql("SELECT pg_is_in_recovery() FROM pg_sleep(1)")
                    .mapValue(Boolean.class)
                    .one());
            var answer = long1.toFuture();
            await().atMost(SOON).until(() -> sleeping() > 0);
            replica.kill();
            try {
                assertThat(answer).succeedsWithin(SOON).isEqualTo(false);
            } finally {
                replica.start();
            }
        });
    }

    @Test
    void aFrozenReplicaIsLeftOut() {
        with(suite -> {
            suite.awaitFit();
            replica.pause();
            try {
                await().atMost(SOON).until(() -> suite.fit() == 0);
                assertThat(suite.onReplica()).isFalse();
            } finally {
                replica.resume();
            }
            suite.awaitFit();
        });
    }

    @Test
    void whatIsNoReplicaIsNotReadFrom() {
        with(
                suite -> {
                    await().atMost(SOON)
                            .until(() -> suite.context
                                    .getBean(Replicas.class)
                                    .details()
                                    .toString()
                                    .contains("is no replica"));
                    assertThat(suite.onReplica()).isFalse();
                },
                "perf.replica.urls=postgresql://127.0.0.1:" + primary.store().port());
    }

    @Test
    void withoutReplicasDeclaredReadsStayWhereTheyWere() {
        with(
                suite -> {
                    assertThat(suite.onReplica()).isFalse();
                    assertThat(suite.health()).isEqualTo(HealthStatus.HEALTHY);
                },
                "perf.replica.urls=");
    }

    @Test
    void anAddressThatIsNoneEndsTheStart() {
        runner("perf.replica.urls=localhost:5432 secret")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasStackTraceContaining("READ_REPLICA_URLS")
                        .satisfies(failure -> assertThat(failure.toString()).doesNotContain("secret")));
    }

    private long sleeping() {
        try (var connection = replica.store().connect();
                var found = connection
                        .createStatement()
                        .executeQuery(
                                "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(1)' AND state = 'active'")) {
            found.next();
            return found.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void sql(PostgresServer server, String sql) {
        try (var connection = server.store().connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Suite(
            ApplicationContext context,
            DatabaseClient client,
            ReadReplicas replicas,
            ReactiveTransactionManager manager,
            TransactionalOperator transaction) {

        static Suite of(ApplicationContext context) {
            ConnectionFactory factory = context.getBean(ConnectionFactory.class);
            var manager = new R2dbcTransactionManager(factory);
            return new Suite(
                    context,
                    DatabaseClient.create(factory),
                    context.getBean(ReadReplicas.class),
                    manager,
                    TransactionalOperator.create(manager));
        }

        Mono<Boolean> where() {
            return client.sql("SELECT pg_is_in_recovery()")
                    .mapValue(Boolean.class)
                    .one();
        }

        boolean asksReplica(Mono<Boolean> where) {
            return Boolean.TRUE.equals(where.block(SOON));
        }

        boolean onReplica() {
            return asksReplica(replicas.reads(where()));
        }

        Mono<Long> insert(UUID id) {
            return client.sql("INSERT INTO thing VALUES (:id)")
                    .bind("id", id)
                    .fetch()
                    .rowsUpdated();
        }

        Mono<Long> find(UUID id) {
            return client.sql("SELECT count(*) FROM thing WHERE id = :id")
                    .bind("id", id)
                    .mapValue(Long.class)
                    .one();
        }

        double reads(String on) {
            return context.getBean(MeterRegistry.class)
                    .get("db.replica.reads")
                    .tag("on", on)
                    .counter()
                    .count();
        }

        double fit() {
            return context.getBean(MeterRegistry.class)
                    .get("db.replica.fit")
                    .gauge()
                    .value();
        }

        void awaitFit() {
            await().atMost(SOON).until(() -> fit() == 1);
        }

        HealthStatus health() {
            return context.getBean(Replicas.class).check().block(SOON).status();
        }
    }

    private static ReactiveWebApplicationContextRunner runner(String... properties) {
        return new ReactiveWebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        R2dbcAutoConfiguration.class, QueryAutoConfiguration.class, ReplicaAutoConfiguration.class))
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withPropertyValues(
                        "spring.r2dbc.url=r2dbc:postgresql://127.0.0.1:"
                                + primary.store().port() + "/postgres",
                        "spring.r2dbc.username=" + primary.store().user(),
                        "spring.r2dbc.password=" + primary.store().password(),
                        "spring.r2dbc.pool.max-size=4",
                        "spring.r2dbc.pool.initial-size=0",
                        "spring.r2dbc.pool.max-acquire-time=5s",
                        "perf.replica.max-lag=2s",
                        "perf.replica.check-every=250ms",
                        "perf.replica.urls=postgresql://127.0.0.1:"
                                + replica.store().port())
                .withPropertyValues(properties);
    }

    private static void with(Consumer<Suite> test, String... properties) {
        runner(properties).run(context -> {
            assertThat(context).hasNotFailed();
            test.accept(Suite.of(context));
        });
    }
}
