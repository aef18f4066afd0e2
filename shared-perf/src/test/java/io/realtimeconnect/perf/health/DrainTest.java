package io.realtimeconnect.perf.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.support.GenericApplicationContext;

class DrainTest {

    @Test
    void readinessIsOffBeforeTheDelayAndTheNextPhaseWaitsForIt() {
        AtomicReference<Object> state = new AtomicReference<>();
        try (GenericApplicationContext context = new GenericApplicationContext()) {
            context.addApplicationListener((ApplicationListener<PayloadApplicationEvent<?>>)
                    event -> state.set(((AvailabilityChangeEvent<?>) event).getState()));
            context.refresh();
            Drain drain = new Drain(context, Duration.ofMillis(300));
            drain.start();
            AtomicBoolean done = new AtomicBoolean();
            long start = System.nanoTime();
            drain.stop(() -> done.set(true));
            assertThat(state).hasValue(ReadinessState.REFUSING_TRAFFIC);
            assertThat(done).isFalse();
            Awaitility.await().untilTrue(done);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        }
    }
}
