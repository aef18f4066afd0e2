package io.realtimeconnect.perf.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.perf.access.Access;
import io.realtimeconnect.perf.health.HealthAutoConfiguration;
import io.realtimeconnect.perf.health.HealthPart;
import io.realtimeconnect.perf.health.PartHealth;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.availability.ApplicationAvailabilityBean;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Mono;

class ProbeTest {

    private final AtomicReference<PartHealth> database = new AtomicReference<>(PartHealth.healthy(Map.of("open", 3)));

    @Test
    void healthNamesEachPartWithoutItsFigures() {
        with((context, client) -> client.get()
                .uri("/health")
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("Cache-Control", "no-store")
                .expectBody()
                .jsonPath("$.status")
                .isEqualTo("healthy")
                .jsonPath("$.timestamp")
                .isNotEmpty()
                .jsonPath("$.components.database.status")
                .isEqualTo("healthy")
                .jsonPath("$.components.database.latencyMs")
                .isNumber()
                .jsonPath("$.components.database.open")
                .doesNotExist()
                .jsonPath("$.components.memory.status")
                .exists());
    }

    @Test
    void anUnhealthyCriticalPartIs503AndLivenessDoesNotMind() {
        database.set(PartHealth.unhealthy("unreachable", Map.of()));
        with((context, client) -> {
            client.get()
                    .uri("/health")
                    .exchange()
                    .expectStatus()
                    .isEqualTo(503)
                    .expectBody()
                    .jsonPath("$.components.database.reason")
                    .isEqualTo("unreachable");
            client.get().uri("/live").exchange().expectStatus().isOk();
            client.get().uri("/healthz").exchange().expectStatus().isOk();
        });
    }

    @Test
    void readinessFollowsStartAndDrain() {
        with((context, client) -> {
            client.get().uri("/ready").exchange().expectStatus().isOk();
            AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
            client.get().uri("/ready").exchange().expectStatus().isEqualTo(503);
        });
    }

    @Test
    void administratorsSeeFiguresBuildAndUptime() {
        with((context, client) -> {
            client.get()
                    .uri("/health/detailed")
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectBody()
                    .jsonPath("$.components.database.open")
                    .isEqualTo(3)
                    .jsonPath("$.components.eventLoop.lagMs")
                    .isNumber()
                    .jsonPath("$.uptimeSeconds")
                    .isNumber()
                    .jsonPath("$.build.java")
                    .isNotEmpty();
            client.get()
                    .uri("/health/database")
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectBody()
                    .jsonPath("$.open")
                    .isEqualTo(3);
        });
    }

    @Test
    void anyoneMayProbeAndOnlyAdministratorsSeeDetails() {
        assertThat(levelOf(ProbeController.class)).isEqualTo(Access.Level.ANYONE);
        assertThat(levelOf(HealthDetailController.class)).isEqualTo(Access.Level.ADMIN);
    }

    private static Access.Level levelOf(Class<?> controller) {
        return AnnotatedElementUtils.findMergedAnnotation(controller, Access.class)
                .value();
    }

    private void with(java.util.function.BiConsumer<ApplicationContext, WebTestClient> test) {
        new ReactiveWebApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        WebFluxAutoConfiguration.class, HealthAutoConfiguration.class, ProbeAutoConfiguration.class))
                .withBean(ApplicationAvailabilityBean.class)
                .withBean("database", HealthPart.class, () -> new Database(database))
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
                    test.accept(
                            context,
                            WebTestClient.bindToApplicationContext(context).build());
                });
    }

    private record Database(AtomicReference<PartHealth> answer) implements HealthPart {
        @Override
        public String name() {
            return "database";
        }

        @Override
        public Mono<PartHealth> check() {
            return Mono.fromSupplier(answer::get);
        }

        @Override
        public boolean critical() {
            return true;
        }
    }
}
