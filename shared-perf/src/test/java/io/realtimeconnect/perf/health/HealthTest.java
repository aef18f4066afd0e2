package io.realtimeconnect.perf.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityState;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

class HealthTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private final AtomicReference<ReadinessState> readiness = new AtomicReference<>(ReadinessState.ACCEPTING_TRAFFIC);

    @Test
    void theWorstCriticalPartDecides() {
        assertThat(health(part("a", false, Mono.just(PartHealth.unhealthy("gone", Map.of()))))
                        .report()
                        .block()
                        .status())
                .isEqualTo(HealthStatus.DEGRADED);
        assertThat(health(part("a", true, Mono.just(PartHealth.unhealthy("gone", Map.of()))))
                        .report()
                        .block()
                        .status())
                .isEqualTo(HealthStatus.UNHEALTHY);
        assertThat(health().report().block().status()).isEqualTo(HealthStatus.HEALTHY);
    }

    @Test
    void aCheckThatHangsIsUnhealthyAfterTheTimeOut() {
        StepVerifier.withVirtualTime(
                        () -> health(part("slow", true, Mono.never())).report())
                .expectSubscription()
                .expectNoEvent(Duration.ofMillis(999))
                .thenAwait(Duration.ofMillis(1))
                .assertNext(report -> {
                    PartReport slow = report.groups().get("components").get("slow");
                    assertThat(slow.status()).isEqualTo(HealthStatus.UNHEALTHY);
                    assertThat(slow.reason()).isEqualTo("timeout");
                })
                .verifyComplete();
    }

    @Test
    void aCheckThatThrowsSaysNothingOfItsInsides() {
        HealthPart part = part("bad", false, Mono.error(new IllegalStateException("redis://:secret@host")));
        PartReport report = health(part).report("bad").block();
        assertThat(report.reason()).isEqualTo("failed");
        assertThat(report.toString()).doesNotContain("secret");
    }

    @Test
    void callersShareOneCheckAndItsAnswerIsRepeatedForASecond() {
        AtomicInteger asked = new AtomicInteger();
        Health health =
                health(part("db", true, Mono.delay(Duration.ofMillis(20)).map(tick -> {
                    asked.incrementAndGet();
                    return PartHealth.healthy(Map.of());
                })));
        Flux.range(0, 100).flatMap(i -> health.report(), 100).blockLast();
        health.report().block();
        assertThat(asked).hasValue(1);
        now.updateAndGet(t -> t.plusMillis(1001));
        health.report().block();
        assertThat(asked).hasValue(2);
    }

    @Test
    void aCallerThatGoesAwayTakesNoAnswerFromTheOthers() {
        Health health =
                health(part("db", true, Mono.delay(Duration.ofMillis(50)).thenReturn(PartHealth.healthy(Map.of()))));
        var first = health.report().subscribe();
        Mono<HealthReport> second = health.report().cache();
        second.subscribe();
        first.dispose();
        assertThat(second.block(Duration.ofSeconds(2)).status()).isEqualTo(HealthStatus.HEALTHY);
    }

    @Test
    void readinessWaitsForWhatIsNeededAndThenNoLongerLooksAtIt() {
        AtomicReference<PartHealth> database = new AtomicReference<>(PartHealth.unhealthy("down", Map.of()));
        Health health = health(new NeededPart(database));
        assertThat(health.readiness().block().reason()).isEqualTo("waiting for database: down");

        database.set(PartHealth.healthy(Map.of()));
        now.updateAndGet(t -> t.plusSeconds(2));
        assertThat(health.readiness().block().ready()).isTrue();

        database.set(PartHealth.unhealthy("down", Map.of()));
        now.updateAndGet(t -> t.plusSeconds(2));
        assertThat(health.readiness().block().ready()).isTrue();

        readiness.set(ReadinessState.REFUSING_TRAFFIC);
        assertThat(health.readiness().block().ready()).isFalse();
    }

    private Health health(HealthPart... parts) {
        HealthProperties properties = new HealthProperties(
                Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ZERO, 0.95, Duration.ofSeconds(2));
        return new Health(List.copyOf(Arrays.asList(parts)), properties, new Availability(), new TestClock());
    }

    private static HealthPart part(String name, boolean critical, Mono<PartHealth> check) {
        return new HealthPart() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Mono<PartHealth> check() {
                return check;
            }

            @Override
            public boolean critical() {
                return critical;
            }
        };
    }

    private record NeededPart(AtomicReference<PartHealth> answer) implements HealthPart {
        @Override
        public String name() {
            return "database";
        }

        @Override
        public Mono<PartHealth> check() {
            return Mono.fromSupplier(answer::get);
        }

        @Override
        public boolean neededToStart() {
            return true;
        }
    }

    private final class Availability implements ApplicationAvailability {
        @Override
        public <S extends AvailabilityState> S getState(Class<S> type, S defaultState) {
            return defaultState;
        }

        @Override
        public <S extends AvailabilityState> S getState(Class<S> type) {
            return null;
        }

        @Override
        public <S extends AvailabilityState>
                org.springframework.boot.availability.AvailabilityChangeEvent<S> getLastChangeEvent(Class<S> type) {
            return null;
        }

        @Override
        public LivenessState getLivenessState() {
            return LivenessState.CORRECT;
        }

        @Override
        public ReadinessState getReadinessState() {
            return readiness.get();
        }
    }

    private final class TestClock extends Clock {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now.get();
        }
    }
}
