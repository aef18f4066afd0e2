package io.realtimeconnect.perf.cache.warm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.perf.health.Health;
import io.realtimeconnect.perf.health.HealthAutoConfiguration;
import io.realtimeconnect.perf.health.HealthStatus;
import io.realtimeconnect.perf.health.PartReport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class WarmUpsTest {

    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @ImportAutoConfiguration({
        ApplicationAvailabilityAutoConfiguration.class,
        HealthAutoConfiguration.class,
        WarmUpAutoConfiguration.class
    })
    static class Service {}

    private record Loader(String name, Flux<?> load) implements WarmUp {

        Loader(String name, Mono<?> load) {
            this(name, load.flux());
        }
    }

    @Test
    void aServiceIsReadyOnceItsCachesAreWarm() {
        Sinks.One<Long> slow = Sinks.one();
        try (var context =
                start("1m", new Loader("quick", Flux.just("a", "b", "c")), new Loader("slow", slow.asMono()))) {
            Health health = context.getBean(Health.class);
            await().untilAsserted(() -> assertThat(report(context).reason()).isEqualTo("1 of 2"));
            assertThat(health.readiness().block().ready()).isFalse();
            assertThat(health.readiness().block().reason()).isEqualTo("waiting for warmUp: 1 of 2");
            assertThat(report(context).details().toString()).contains("quick=Progress[state=done, entries=3");
            assertThat(report(context).details().toString()).contains("slow=Progress[state=running");

            slow.tryEmitValue(7L);
            await().untilAsserted(
                            () -> assertThat(health.readiness().block().ready()).isTrue());
            assertThat(report(context).status()).isEqualTo(HealthStatus.HEALTHY);
            assertThat(report(context).details().get("progress")).isEqualTo("2 of 2");
        }
    }

    @Test
    void readinessWaitsNoLongerThanItMay() {
        try (var context = start("200ms", new Loader("hangs", Mono.never()))) {
            Health health = context.getBean(Health.class);
            await().untilAsserted(
                            () -> assertThat(health.readiness().block().ready()).isTrue());
            assertThat(report(context).details().toString()).contains("hangs=Progress[state=running");
        }
    }

    @Test
    void aLoaderThatFailsHangsOrBlocksHoldsUpNoOther() {
        Loader blocks = new Loader("blocks", Mono.fromCallable(() -> {
            new CountDownLatch(1).await();
            return 1L;
        }));
        Loader throwing = new Loader("throws", Mono.defer(() -> {
            throw new IllegalStateException("no");
        }));
        try (var context = start(
                "1m",
                "perf.cache.warm-up.timeout=300ms",
                throwing,
                blocks,
                new Loader("hangs", Mono.never()),
                new Loader("nothing", Mono.empty()),
                new Loader("good", Flux.range(0, 5)))) {
            Health health = context.getBean(Health.class);
            await().untilAsserted(
                            () -> assertThat(health.readiness().block().ready()).isTrue());
            assertThat(report(context).status()).isEqualTo(HealthStatus.DEGRADED);
            assertThat(report(context).details().toString())
                    .contains("progress=5 of 5")
                    .contains("throws=Progress[state=failed")
                    .contains("blocks=Progress[state=late")
                    .contains("hangs=Progress[state=late")
                    .contains("nothing=Progress[state=done, entries=0")
                    .contains("good=Progress[state=done, entries=5");
        }
    }

    @Test
    void howFarALoaderIsShowsWhileItRunsAndAfterItFailed() {
        Sinks.Many<String> slow = Sinks.many().unicast().onBackpressureBuffer();
        try (var context = start("1m", new Loader("slow", slow.asFlux()))) {
            slow.tryEmitNext("a");
            slow.tryEmitNext("b");
            await().untilAsserted(() -> assertThat(report(context).details().toString())
                    .contains("slow=Progress[state=running, entries=2"));
            slow.tryEmitError(new IllegalStateException("no"));
            await().untilAsserted(() ->
                    assertThat(report(context).details().toString()).contains("slow=Progress[state=failed, entries=2"));
        }
    }

    @Test
    void aLoaderEndsAtItsBound() {
        try (var context = start("1m", "perf.cache.warm-up.max-entries=10", new Loader("many", Flux.range(0, 100)))) {
            await().untilAsserted(() ->
                    assertThat(report(context).details().toString()).contains("many=Progress[state=done, entries=10,"));
        }
    }

    @Test
    void noMoreRunAtOnceThanAllowed() {
        Loader[] many = new Loader[8];
        for (int i = 0; i < many.length; i++) {
            many[i] = new Loader("l" + i, Mono.defer(() -> {
                most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                return Mono.delay(Duration.ofMillis(30)).map(tick -> {
                    atOnce.decrementAndGet();
                    return 1L;
                });
            }));
        }
        try (var context = start("1m", "perf.cache.warm-up.concurrency=3", many)) {
            Health health = context.getBean(Health.class);
            await().untilAsserted(
                            () -> assertThat(health.readiness().block().ready()).isTrue());
            assertThat(most).hasValue(3);
        }
    }

    @Test
    void whoAsksDuringARunWaitsForThatRun() {
        AtomicInteger runs = new AtomicInteger();
        Sinks.One<Long> slow = Sinks.one();
        try (var context = start("1m", new Loader("slow", Mono.defer(() -> {
            runs.incrementAndGet();
            return slow.asMono();
        })))) {
            await().until(() -> runs.get() == 1);
            Mono<Void> again = context.getBean(WarmUps.class).run();
            var waiting = again.toFuture();
            slow.tryEmitValue(1L);
            waiting.join();
            assertThat(runs).hasValue(1);
            again.block(Duration.ofSeconds(10));
            assertThat(runs).hasValue(2);
        }
    }

    @Test
    void aServiceThatEndsEndsItsLoaders() {
        AtomicInteger ended = new AtomicInteger();
        var context = start("1m", new Loader("hangs", Mono.<Long>never().doOnCancel(ended::incrementAndGet)));
        await().untilAsserted(
                        () -> assertThat(report(context).details().toString()).contains("state=running"));
        context.close();
        assertThat(ended).hasValue(1);
    }

    @Test
    void switchedOffNothingIsWaitedFor() {
        try (var context = start("1m", "perf.cache.warm-up.enabled=false", new Loader("hangs", Mono.never()))) {
            assertThat(context.getBean(Health.class).readiness().block().ready())
                    .isTrue();
        }
    }

    private static PartReport report(ConfigurableApplicationContext context) {
        return context.getBean(Health.class).report("warmUp").block();
    }

    private static ConfigurableApplicationContext start(String within, WarmUp... loaders) {
        return start(within, "perf.unused=1", loaders);
    }

    private static ConfigurableApplicationContext start(String within, String setting, WarmUp... loaders) {
        SpringApplication application = new SpringApplicationBuilder(Service.class)
                .web(WebApplicationType.NONE)
                .properties("perf.cache.warm-up.ready-within=" + within, "perf.health.cache-for=10ms", setting)
                .initializers(context -> List.of(loaders)
                        .forEach(loader -> ((GenericApplicationContext) context)
                                .registerBean(loader.name(), WarmUp.class, () -> loader)))
                .build();
        return application.run();
    }
}
