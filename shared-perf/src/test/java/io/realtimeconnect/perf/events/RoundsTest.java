package io.realtimeconnect.perf.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

class RoundsTest {

    @Test
    void aWakeUpThatMeetsASlowOneNeitherWaitsNorFailsNorIsLost() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        AtomicInteger rounds = new AtomicInteger();
        Rounds slow = new Rounds(Duration.ofHours(1), Duration.ofHours(1));
        Disposable running = slow.start(
                () -> Mono.fromRunnable(() -> {
                    // the first round is the interval's
                    if (rounds.incrementAndGet() == 2) {
                        begun.countDown();
                        await(end);
                    }
                }),
                e -> {});
        while (rounds.get() < 1) {
            Thread.onSpinWait();
        }
        Thread other = new Thread(slow::wake);
        other.start();
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        StepVerifier.create(Mono.fromRunnable(slow::wake).subscribeOn(Schedulers.parallel()))
                .verifyComplete();

        end.countDown();
        // whoever runs the second round may be the interval's thread
        Awaitility.await().untilAsserted(() -> assertThat(rounds).hasValue(3));
        running.dispose();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
