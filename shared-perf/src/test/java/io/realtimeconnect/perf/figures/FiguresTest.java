package io.realtimeconnect.perf.figures;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactoryOptions;
import io.realtimeconnect.stores.PostgresSchema;
import io.realtimeconnect.stores.Stores;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;

class FiguresTest {

    private static final Instant NOON = Instant.parse("2026-06-01T12:00:30Z");
    private static final Duration WEEK = Duration.ofDays(7);

    private final MinuteFigures table = new MinuteFigures(database());

    @Test
    void instancesAddUpAndWhatIsToldLateIsInTheNextSum() {
        table.sample(NOON, "one", Map.of("requests", 3.0)).block();
        table.aggregate(NOON, WEEK).block();
        table.sample(NOON, "two", Map.of("requests", 4.0, "statements", 1.0)).block();

        table.aggregate(NOON, WEEK).block();

        assertThat(minutes())
                .containsExactly(new MinuteFigures.Minute(
                        Instant.parse("2026-06-01T12:00:00Z"), Map.of("requests", 7.0, "statements", 1.0)));
    }

    @Test
    void whatIsOldGoes() {
        table.sample(NOON.minus(WEEK).minusSeconds(120), "one", Map.of("requests", 3.0))
                .block();
        table.sample(NOON, "one", Map.of("requests", 1.0)).block();

        table.aggregate(NOON, WEEK).block();

        assertThat(minutes()).hasSize(1);
    }

    @Test
    void anInstanceTellsWhatGrewSinceItToldLast() {
        var meters = new SimpleMeterRegistry();
        var requests = meters.timer("http.server.requests", "outcome", "SERVER_ERROR");
        var sampler = new MinuteSampler(new Totals(meters), table, "one", Clock.fixed(NOON, ZoneOffset.UTC));
        requests.record(Duration.ofMillis(20));
        sampler.tell().block();
        requests.record(Duration.ofMillis(5));
        sampler.tell().block();
        sampler.tell().block();

        table.aggregate(NOON, WEEK).block();

        assertThat(minutes().get(0).figures())
                .containsEntry("requests", 2.0)
                .containsEntry("serverErrors", 2.0)
                .containsEntry("requestMs", 25.0);
    }

    private List<MinuteFigures.Minute> minutes() {
        return Objects.requireNonNull(
                table.since(NOON.minus(Duration.ofDays(30))).block());
    }

    private static DatabaseClient database() {
        PostgresSchema schema = Stores.freshSchema("figures");
        Flyway.configure()
                .dataSource(schema.jdbcUrl(), schema.owner(), schema.ownerPassword())
                .locations("classpath:db/perf")
                .load()
                .migrate();
        return DatabaseClient.create(ConnectionFactories.get(ConnectionFactoryOptions.parse(schema.r2dbcUrl())
                .mutate()
                .option(ConnectionFactoryOptions.USER, schema.user())
                .option(ConnectionFactoryOptions.PASSWORD, schema.password())
                .build()));
    }
}
