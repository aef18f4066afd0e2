package io.realtimeconnect.communication.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.realtimeconnect.perf.web.Ids;
import io.realtimeconnect.perf.web.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

class AppenderTest {

    private final FakeHistory history = new FakeHistory();
    private final UUID ann = Ids.next();
    private final UUID bob = Ids.next();

    private static LogProperties properties(int queue, int lane) {
        return new LogProperties(
                Duration.ofMillis(2), 64, 4, queue, lane, 3, Duration.ofSeconds(2), Duration.ofMillis(10), 100);
    }

    private Appender appender(int queue, int lane) {
        return new Appender(history, properties(queue, lane), List.of(), new SimpleMeterRegistry());
    }

    private UUID conversation() {
        UUID id = Ids.next();
        history.open(id, new HistoryApi.Opening(List.of(ann, bob), Instant.now()))
                .block();
        return id;
    }

    @Test
    void concurrentSendersShareACall() {
        Appender appender = appender(4096, 256);
        List<UUID> conversations = Stream.generate(this::conversation).limit(40).toList();

        List<Outcome> outcomes = Flux.fromIterable(conversations)
                .flatMap(id -> appender.append(Operation.text(id, ann, "m", "hello")), 40)
                .collectList()
                .block(Duration.ofSeconds(10));

        assertThat(outcomes).hasSize(40).allMatch(outcome -> outcome.status() == Outcome.Status.OK);
        assertThat(history.appends.get()).isLessThan(20);
    }

    @Test
    void oneConversationIsNeverInTwoCallsAndKeepsItsOrder() {
        Appender appender = appender(4096, 1000);
        history.latency = Duration.ofMillis(5);
        List<UUID> conversations = Stream.generate(this::conversation).limit(5).toList();

        Flux.fromStream(IntStream.range(0, 1000).boxed())
                .flatMap(
                        i -> appender.append(Operation.text(conversations.get(i % 5), ann, "m" + i, "text " + i)), 1000)
                .blockLast(Duration.ofSeconds(20));

        assertThat(history.overlaps.get()).isZero();
        for (int c = 0; c < 5; c++) {
            int first = c;
            assertThat(history.messages(conversations.get(c)).stream().map(Message::body))
                    .containsExactlyElementsOf(IntStream.range(0, 200)
                            .mapToObj(i -> "text " + (i * 5 + first))
                            .toList());
        }
    }

    @Test
    void aLostAnswerIsAskedForAgainAndNothingIsStoredTwice() {
        Appender appender = appender(4096, 256);
        UUID id = conversation();
        history.lostAnswers.set(2);

        Outcome outcome = appender.append(Operation.text(id, ann, "m", "once")).block(Duration.ofSeconds(10));

        assertThat(outcome.isDurable()).isTrue();
        assertThat(history.messages(id)).hasSize(1);
        assertThat(history.appends.get()).isEqualTo(3);
    }

    @Test
    void aSenderLearnsThatTheLogIsDownAndLaterThatItIsBack() {
        Appender appender = appender(4096, 256);
        UUID id = conversation();
        history.down = true;
        assertThatThrownBy(() ->
                        appender.append(Operation.text(id, ann, "m", "lost?")).block(Duration.ofSeconds(10)))
                .isInstanceOfSatisfying(Problem.class, e -> {
                    assertThat(e.code()).isEqualTo("UPSTREAM_UNAVAILABLE");
                    assertThat(e.headers()).containsKey("Retry-After");
                });

        int before = history.appends.get();
        assertThatThrownBy(() ->
                        appender.append(Operation.text(id, ann, "m", "lost?")).block(Duration.ofSeconds(10)))
                .isInstanceOf(Problem.class);
        assertThat(history.appends.get() - before)
                .as("tries while it is known to be down")
                .isEqualTo(1);

        history.down = false;
        assertThat(appender.append(Operation.text(id, ann, "m", "lost?"))
                        .block(Duration.ofSeconds(10))
                        .status())
                .isEqualTo(Outcome.Status.OK);
    }

    @Test
    void whatIsTooMuchIsRefusedAtOnce() {
        Appender appender = appender(10, 5);
        history.latency = Duration.ofMillis(300);
        UUID id = conversation();

        List<Boolean> stored = Flux.range(0, 20)
                .flatMap(
                        i -> appender.append(Operation.text(id, ann, "m" + i, "text"))
                                .map(Outcome::isDurable)
                                .onErrorReturn(false),
                        20)
                .collectList()
                .block(Duration.ofSeconds(10));

        long durable = stored.stream().filter(done -> done).count();
        assertThat(durable).isBetween(5L, 10L);
        assertThat(history.messages(id)).hasSize((int) durable);
    }

    @Test
    void aCallerThatLeavesDoesNotUndoItsAppend() {
        Appender appender = appender(4096, 256);
        history.latency = Duration.ofMillis(50);
        UUID id = conversation();

        Disposable waiting =
                appender.append(Operation.text(id, ann, "m", "stays")).subscribe();
        waiting.dispose();

        await().until(() -> history.messages(id).size() == 1);
        appender.idle().block(Duration.ofSeconds(5));
    }
}
