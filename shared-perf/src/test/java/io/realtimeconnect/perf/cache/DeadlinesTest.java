package io.realtimeconnect.perf.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisCommandTimeoutException;
import io.realtimeconnect.perf.cache.Deadlines.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import reactor.test.scheduler.VirtualTimeScheduler;

class DeadlinesTest {

    private static final Duration TIME = Duration.ofMillis(100);

    private final VirtualTimeScheduler clock = VirtualTimeScheduler.create();
    private final Deadlines deadlines = new Deadlines(TIME, clock, this::now);

    @Test
    void whatIsNotAnsweredFailsWhenItsTimeIsOverAndNotBefore() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        deadlines.start(answer, now());

        clock.advanceTimeBy(TIME.minusNanos(1));
        assertThat(answer).isNotDone();

        clock.advanceTimeBy(Duration.ofNanos(1));
        assertThat(answer).isCompletedExceptionally();
        assertThat(answer.handle((value, failure) -> failure).join()).isInstanceOf(RedisCommandTimeoutException.class);
    }

    @Test
    void whatIsAnsweredIsLeftAloneAndNotHeldOnTo() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        Deadline deadline = deadlines.start(answer, now());
        deadline.met();

        clock.advanceTimeBy(TIME.multipliedBy(2));

        assertThat(answer).isNotDone();
    }

    @Test
    void nothingIsScheduledWhileNoCommandIsUnderWay() {
        deadlines.start(new CompletableFuture<>(), now()).met();
        clock.advanceTimeBy(TIME);

        assertThat(clock.getScheduledTaskCount()).isEqualTo(1);
        clock.advanceTimeBy(Duration.ofDays(1));
        assertThat(clock.getScheduledTaskCount()).isEqualTo(1);
    }

    @Test
    void oneAlarmDoesForManyCommands() {
        for (int i = 0; i < 1_000; i++) {
            deadlines.start(new CompletableFuture<>(), now());
        }

        assertThat(clock.getScheduledTaskCount()).isEqualTo(1);
    }

    @Property(tries = 200)
    void eachIsLateByItsOwnTimeWhateverIsAnsweredMeanwhile(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(max = 250) Integer> pauses,
            @ForAll @Size(40) List<Boolean> answered) {
        List<CompletableFuture<Long>> failedAt = new ArrayList<>();
        List<Long> due = new ArrayList<>();
        for (int i = 0; i < pauses.size(); i++) {
            clock.advanceTimeBy(Duration.ofMillis(pauses.get(i)));
            CompletableFuture<Long> answer = new CompletableFuture<>();
            Deadline deadline = deadlines.start(answer, now());
            if (answered.get(i)) {
                deadline.met();
            } else {
                due.add(now() + TIME.toNanos());
                failedAt.add(answer.handle((value, failure) -> now()));
            }
        }
        clock.advanceTimeBy(TIME);

        assertThat(failedAt.stream().map(CompletableFuture::join)).containsExactlyElementsOf(due);
    }

    private long now() {
        return clock.now(TimeUnit.NANOSECONDS);
    }
}
