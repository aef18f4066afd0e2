package io.realtimeconnect.perf.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.r2dbc.spi.ConnectionFactory;
import io.realtimeconnect.perf.health.HealthPart;
import io.realtimeconnect.perf.health.HealthStatus;
import io.realtimeconnect.perf.health.PartHealth;
import io.realtimeconnect.stores.PostgresSchema;
import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.util.pattern.PathPatternParser;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

class WatchedDatabaseTest {

    private static final PostgresSchema SCHEMA = Stores.freshSchema("watched");

    @Test
    void aStatementIsTimedAndAttributed() {
        with((context, database) -> {
            QueryStatistics statistics = context.getBean(QueryStatistics.class);
            for (int i = 0; i < 5; i++) {
                rows(database, "select n from generate_series(1, " + (10 + i) + ") n");
            }
            assertThat(statistics.overall().count()).isEqualTo(5);
            assertThat(statistics.dearest(10)).singleElement().satisfies(figures -> {
                assertThat(figures.name()).isEqualTo("select n from generate_series(?) n");
                assertThat(figures.rows()).isEqualTo(10 + 11 + 12 + 13 + 14);
                assertThat(figures.meanFirstRowMs()).isPositive().isLessThanOrEqualTo(figures.meanMs());
                assertThat(figures.p95Ms()).isLessThanOrEqualTo(figures.maxMs());
            });
            assertThat(statistics.byTable()).extracting(QueryFigures::name).containsExactly("generate_series");
            MeterRegistry meters = context.getBean(MeterRegistry.class);
            assertThat(meters.get("db.query").tag("outcome", "ok").timer().count())
                    .isEqualTo(5);
            assertThat(meters.get("db.connection.acquire")
                            .tag("outcome", "ok")
                            .timer()
                            .count())
                    .isEqualTo(5);
            statistics.reset();
            assertThat(statistics.overall().count()).isZero();
        });
    }

    @Test
    void aSlowStatementIsRememberedWithoutItsValues() {
        with((context, database) -> {
            rows(database, "select pg_sleep(0.3), 'secret'");
            assertThat(context.getBean(QueryStatistics.class).recentSlow(5))
                    .singleElement()
                    .satisfies(slow -> {
                        assertThat(slow.totalMs()).isGreaterThan(299);
                        assertThat(slow.sql()).isEqualTo("select pg_sleep(?), ?");
                    });
        });
    }

    @Test
    void aStatementWithParametersIsTimedToItsLastRow() {
        with((context, database) -> {
            database.sql("select n, pg_sleep(0.1) from generate_series(1, :most) n")
                    .bind("most", 3)
                    .fetch()
                    .all()
                    .collectList()
                    .block(Duration.ofSeconds(10));
            QueryFigures overall = context.getBean(QueryStatistics.class).overall();
            assertThat(overall.count()).isEqualTo(1);
            assertThat(overall.rows()).isEqualTo(3);
            assertThat(overall.maxMs()).isGreaterThan(299);
        });
    }

    @Test
    void anErrorCountsAndValidationDoesNot() {
        with((context, database) -> {
            assertThatThrownBy(() -> rows(database, "select * from nothing_here"));
            rows(database, "SELECT 1");
            QueryFigures overall = context.getBean(QueryStatistics.class).overall();
            assertThat(overall.count()).isEqualTo(1);
            assertThat(overall.errors()).isEqualTo(1);
        });
    }

    @Test
    void aListFetchedElementByElementIsReported() {
        with((context, database) -> {
            RequestStatementsFilter filter = context.getBean(RequestStatementsFilter.class);
            MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.get("/things/7"));
            filter.filter(exchange, served -> {
                        served.getAttributes()
                                .put(
                                        HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE,
                                        new PathPatternParser().parse("/things/{id}"));
                        return Flux.range(0, 12)
                                .concatMap(i -> database.sql("select n from generate_series(1, 1) n where n = " + i)
                                        .fetch()
                                        .all())
                                .then();
                    })
                    .block();
            QueryStatistics statistics = context.getBean(QueryStatistics.class);
            Awaitility.await().until(() -> !statistics.repeated().isEmpty());
            assertThat(statistics.repeated()).singleElement().satisfies(repeated -> {
                assertThat(repeated.route()).isEqualTo("GET /things/{id}");
                assertThat(repeated.most()).isEqualTo(12);
            });
            assertThat(statistics.byRoute()).extracting(QueryFigures::name).containsExactly("GET /things/{id}");
        });
    }

    @Test
    void statementsThatRunAtOnceAreTimedApart() {
        with((context, database) -> {
            Mono.zip(
                            database.sql("select pg_sleep(0.2) as slow")
                                    .fetch()
                                    .all()
                                    .then(Mono.just(1)),
                            database.sql("select 'fast' as fast").fetch().all().then(Mono.just(1)))
                    .block();
            QueryStatistics statistics = context.getBean(QueryStatistics.class);
            assertThat(statistics.slowest(2).get(0).name()).contains("pg_sleep");
            assertThat(statistics.slowest(2).get(1).maxMs()).isLessThan(190);
        });
    }

    @Test
    void aStatementThatRunsTooLongIsEndedByTheServer() {
        with(
                (context, database) -> assertThatThrownBy(() -> rows(database, "select pg_sleep(20)"))
                        .hasStackTraceContaining("statement timeout"),
                "perf.query.statement-timeout=300ms");
    }

    @Test
    void aStormOfCancelledStatementsLeavesNoConnectionBehind() {
        with((context, database) -> {
            ConnectionFactory factory = context.getBean(ConnectionFactory.class);
            for (int round = 0; round < 20; round++) {
                var all = Flux.range(0, 30)
                        .map(i -> database.sql("select pg_sleep(0.02)")
                                .fetch()
                                .all()
                                .subscribe(row -> {}, e -> {}))
                        .collectList()
                        .block();
                Objects.requireNonNull(all).forEach(Disposable::dispose);
            }
            Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                var pool = Pools.metricsOf(factory).orElseThrow();
                assertThat(pool.acquiredSize()).isZero();
                assertThat(pool.pendingAcquireSize()).isZero();
            });
            rows(database, "select 2");
        });
    }

    @Test
    void aBusyPoolIsDegradedAndADatabaseThatIsGoneIsUnhealthy() {
        with((context, database) -> {
            HealthPart health = context.getBean(HealthPart.class);
            assertThat(health.check().block().status()).isEqualTo(HealthStatus.HEALTHY);
            Disposable busy = Flux.range(0, 4)
                    .flatMap(i -> database.sql("select pg_sleep(3)").fetch().all())
                    .subscribe(row -> {}, e -> {});
            Awaitility.await()
                    .until(() -> Pools.metricsOf(context.getBean(ConnectionFactory.class))
                                    .orElseThrow()
                                    .acquiredSize()
                            == 4);
            PartHealth found = health.check().block();
            assertThat(found.status()).isEqualTo(HealthStatus.DEGRADED);
            assertThat(found.details().get("pool"))
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                    .containsEntry("acquired", 4);
            busy.dispose();
        });
        with(
                (context, database) -> assertThat(context.getBean(HealthPart.class)
                                .check()
                                .block()
                                .status())
                        .isEqualTo(HealthStatus.UNHEALTHY),
                "spring.r2dbc.url=r2dbc:postgresql://127.0.0.1:1/none");
    }

    @Test
    void monitoringCanBeTurnedOff() {
        with(
                (context, database) -> assertThat(context.getBean(ConnectionFactory.class))
                        .isNotInstanceOf(WatchedConnectionFactory.class),
                "perf.query.enabled=false");
    }

    private static void rows(DatabaseClient database, String sql) {
        database.sql(sql).fetch().all().collectList().block(Duration.ofSeconds(10));
    }

    private static void with(BiConsumer<ApplicationContext, DatabaseClient> test, String... properties) {
        new ReactiveWebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(R2dbcAutoConfiguration.class, QueryAutoConfiguration.class))
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withPropertyValues(
                        "spring.r2dbc.url=" + SCHEMA.r2dbcUrl(),
                        "spring.r2dbc.username=" + SCHEMA.user(),
                        "spring.r2dbc.password=" + SCHEMA.password(),
                        "spring.r2dbc.pool.max-size=4",
                        "spring.r2dbc.pool.initial-size=0",
                        "spring.r2dbc.pool.max-acquire-time=5s")
                .withPropertyValues(properties)
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    test.accept(context, DatabaseClient.create(context.getBean(ConnectionFactory.class)));
                });
    }
}
