package io.realtimeconnect.history.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.history.log.Outcome.Status;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

class RacingAppendsTest {

    private static final int APPENDERS = 12;
    private static final int KILLS = 250;

    private LogStores stores;

    @BeforeEach
    void open() {
        stores = new LogStores();
    }

    @AfterEach
    void close() {
        stores.close();
    }

    @Test
    void concurrentAppendersNumberWithoutGapsAndWithoutDeadlocks() throws SQLException {
        List<Head> heads = IntStream.range(0, 20).mapToObj(i -> stores.open()).toList();

        List<Outcome> outcomes = Flux.range(0, APPENDERS)
                .flatMap(
                        appender -> Flux.range(0, 10).concatMap(round -> {
                            Random random = new Random(appender * 31L + round);
                            List<Op> batch = new ArrayList<>();
                            for (int i = 0; i < 32; i++) {
                                Head head = heads.get(random.nextInt(heads.size()));
                                batch.add(Ops.message(head, random.nextInt(2), appender + "-" + round + "-" + i));
                            }
                            Collections.shuffle(batch, random);
                            return stores.appends.append(batch);
                        }),
                        APPENDERS)
                .flatMapIterable(list -> list)
                .collectList()
                .block();

        assertThat(outcomes)
                .hasSize(APPENDERS * 10 * 32)
                .extracting(Outcome::status)
                .containsOnly(Status.OK);
        for (Head head : heads) {
            Changes changes = stores.whole(head.conversationId());
            List<Long> oneByOne =
                    LongStream.rangeClosed(1, changes.items().size()).boxed().toList();
            assertThat(changes.items()).extracting(Change::rev).containsExactlyElementsOf(oneByOne);
            assertThat(changes.items()).extracting(c -> c.message().seq()).containsExactlyElementsOf(oneByOne);
            assertThat(changes.items()).extracting(c -> c.message().createdAt()).isSorted();
        }
        assertThat(stores.contradictions()).isEmpty();
    }

    @Test
    void editsDeletionsAndMessagesShareOneOrder() throws SQLException {
        Head head = stores.open();
        Flux.range(0, APPENDERS)
                .flatMap(
                        appender -> Flux.range(0, 10)
                                .concatMap(i -> stores.appends
                                        .append(List.of(Ops.message(head, appender % 2, appender + "-" + i)))
                                        .map(sent -> sent.get(0).message())
                                        .flatMap(sent -> stores.appends.append(List.of(
                                                i % 3 == 0
                                                        ? Ops.delete(head, appender % 2, sent.id())
                                                        : Ops.edit(head, appender % 2, sent.id(), "edited"))))),
                        APPENDERS)
                .blockLast();

        Changes changes = stores.whole(head.conversationId());
        assertThat(changes.lastRev()).isEqualTo(APPENDERS * 10 * 2);
        assertThat(changes.items()).extracting(Change::rev).isSorted().doesNotHaveDuplicates();
        assertThat(changes.items()).hasSize(APPENDERS * 10);
        assertThat(stores.contradictions()).isEmpty();
    }

    @Test
    void racingDuplicatesAreOneMessage() {
        Head head = stores.open();

        List<Outcome> outcomes = Flux.range(0, 200)
                .flatMap(i -> stores.appends.append(List.of(Ops.message(head, 0, "same-" + i % 10))), APPENDERS)
                .flatMapIterable(list -> list)
                .collectList()
                .block();

        assertThat(outcomes).filteredOn(o -> o.status() == Status.OK).hasSize(10);
        assertThat(outcomes).filteredOn(o -> o.status() == Status.REPEAT).hasSize(190);
        assertThat(outcomes.stream().map(Outcome::message).distinct()).hasSize(10);
    }

    @Test
    void nothingIsWrittenAfterARacingEnd() throws SQLException {
        for (int round = 0; round < 10; round++) {
            Head head = stores.open();
            List<Outcome> outcomes = Flux.range(0, 40)
                    .flatMap(
                            i -> stores.appends.append(List.of(
                                    i == 17 || i == 23 ? Ops.end(head, i % 2) : Ops.message(head, i % 2, "m" + i))),
                            APPENDERS)
                    .flatMapIterable(list -> list)
                    .collectList()
                    .block();

            Head ended = stores.reader.head(head.conversationId()).block();
            assertThat(ended.state()).isEqualTo(State.ENDED);
            assertThat(ended.endedRev()).isEqualTo(ended.rev());
            assertThat(ended.rev()).isEqualTo(ended.seq() + 1);
            assertThat(outcomes).filteredOn(o -> o.change() != null).hasSize(1);
            assertThat(outcomes).filteredOn(o -> o.message() != null).hasSize((int) ended.seq());
        }
        assertThat(stores.contradictions()).isEmpty();
    }

    @Test
    void killedConnectionsNeverLeaveHalfAnAppend() throws Exception {
        List<Head> heads = IntStream.range(0, 8).mapToObj(i -> stores.open()).toList();
        AtomicInteger interrupted = new AtomicInteger();
        try (var admin = stores.asAdministrator();
                var kill = admin.prepareStatement("""
                        SELECT pg_terminate_backend(pid)
                          FROM pg_stat_activity
                         WHERE datname = current_database() AND usename = ? AND state <> 'idle'
                         LIMIT 2
                        """)) {
            kill.setString(1, stores.schema.user());
            var kills = Mono.fromCallable(kill::execute)
                    .delaySubscription(Duration.ofMillis(40), Schedulers.boundedElastic())
                    .repeat(KILLS) // on a machine so slow that no statement ends between two, they end first
                    .subscribe();

            List<Outcome> outcomes = Flux.range(0, 8)
                    .flatMap(
                            appender -> Flux.range(0, 40).concatMap(round -> {
                                List<Op> batch = heads.stream()
                                        .map(head -> Ops.message(head, appender % 2, appender + "-" + round))
                                        .toList();
                                return stores.appends
                                        .append(batch)
                                        .doOnError(e -> interrupted.incrementAndGet())
                                        .retryWhen(Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(5))
                                                .maxBackoff(Duration.ofMillis(50)));
                            }),
                            8)
                    .flatMapIterable(list -> list)
                    .collectList()
                    .block();
            kills.dispose();

            assertThat(outcomes).hasSize(8 * 40 * 8).extracting(Outcome::status).isSubsetOf(Status.OK, Status.REPEAT);
            assertThat(interrupted).hasPositiveValue();
        }
        assertThat(stores.contradictions()).isEmpty();
        for (Head head : heads) {
            assertThat(stores.reader.head(head.conversationId()).block().seq()).isEqualTo(8 * 40);
        }
    }
}
