package io.realtimeconnect.history.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.history.log.Outcome.Status;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

class AppendsTest {

    private static LogStores stores;

    @BeforeAll
    static void open() {
        stores = new LogStores();
    }

    @AfterAll
    static void close() {
        stores.close();
    }

    @Test
    void messagesOfOneBatchAreNumberedInTheOrderGiven() {
        Head head = stores.open();

        var outcomes = stores.append(Ops.message(head, 0, "a"), Ops.message(head, 1, "b"), Ops.message(head, 0, "c"));

        assertThat(outcomes).extracting(Outcome::status).containsOnly(Status.OK);
        assertThat(outcomes).extracting(o -> o.message().seq()).containsExactly(1L, 2L, 3L);
        assertThat(outcomes).extracting(Outcome::rev).containsExactly(1L, 2L, 3L);
        assertThat(stores.whole(head.conversationId()).items())
                .extracting(Change::message)
                .containsExactlyElementsOf(
                        outcomes.stream().map(Outcome::message).toList());
    }

    @Test
    void oneBadItemSpoilsNoOther() {
        Head head = stores.open();
        Head ended = stores.open();
        stores.append(Ops.end(ended, 0));
        UUID member = head.participants().get(0);

        var outcomes = stores.append(
                Ops.message(head, 0, "good"),
                Ops.message(UUID.randomUUID(), member, "x", "unknown conversation"),
                Ops.message(head.conversationId(), UUID.randomUUID(), "x", "outsider"),
                Ops.message(ended, 0, "x"),
                Ops.message(head.conversationId(), member, "nul", "a\0b"),
                Ops.message(head.conversationId(), member, "long", "x".repeat(4_001)),
                Ops.message(head.conversationId(), member, "", "no name"),
                Ops.message(head.conversationId(), member, "half", "\ud800"),
                Ops.edit(head, 0, UUID.randomUUID(), "of nothing"),
                Ops.message(head, 1, "good too"));

        assertThat(outcomes)
                .extracting(Outcome::status)
                .containsExactly(
                        Status.OK,
                        Status.MISSING,
                        Status.OUTSIDER,
                        Status.CLOSED,
                        Status.INVALID,
                        Status.INVALID,
                        Status.INVALID,
                        Status.INVALID,
                        Status.MISSING,
                        Status.OK);
        assertThat(stores.whole(head.conversationId()).lastRev()).isEqualTo(2);
    }

    @Test
    void aRepeatedClientMessageIdIsTheStoredMessageWhateverItsBody() {
        Head head = stores.open();
        UUID sender = head.participants().get(0);
        Message stored = stores.append(Ops.message(head.conversationId(), sender, "same", "first"))
                .get(0)
                .message();

        var outcomes = stores.append(
                Ops.message(head.conversationId(), sender, "same", "second"),
                Ops.message(head, 1, "same"),
                Ops.message(head, 0, "twin"),
                Ops.message(head, 0, "twin"));

        assertThat(outcomes)
                .extracting(Outcome::status)
                .containsExactly(Status.REPEAT, Status.OK, Status.OK, Status.REPEAT);
        assertThat(outcomes.get(0).message()).isEqualTo(stored);
        assertThat(outcomes.get(3).message()).isEqualTo(outcomes.get(2).message());
    }

    @Test
    void aRepeatIsAnsweredAfterTheEndToo() {
        Head head = stores.open();
        Op sent = Ops.message(head, 0, "before the end");
        stores.append(sent, Ops.end(head, 1));

        assertThat(stores.append(sent).get(0).status()).isEqualTo(Status.REPEAT);
        assertThat(stores.append(Ops.message(head, 0, "after the end")).get(0).status())
                .isEqualTo(Status.CLOSED);
    }

    @Test
    void anEditKeepsTheSeqAndTakesTheNextRev() {
        Head head = stores.open();
        Message sent = stores.append(Ops.message(head, 0, "a"), Ops.message(head, 1, "b"))
                .get(0)
                .message();
        Op edit = Ops.edit(head, 0, sent.id(), "better");

        Outcome edited = stores.append(edit).get(0);
        Outcome again = stores.append(edit).get(0);

        assertThat(edited.status()).isEqualTo(Status.OK);
        assertThat(edited.message().body()).isEqualTo("better");
        assertThat(edited.message().seq()).isEqualTo(1);
        assertThat(edited.message().editedAt()).isNotNull();
        assertThat(edited.rev()).isEqualTo(3);
        assertThat(again.status()).isEqualTo(Status.REPEAT);
        assertThat(again.rev()).isEqualTo(3);
        assertThat(stores.whole(head.conversationId()).items())
                .extracting(Change::rev)
                .containsExactly(2L, 3L);
    }

    @Test
    void aRepeatedEditDoesNotOvertakeALaterOne() {
        Head head = stores.open();
        Message sent = stores.append(Ops.message(head, 0, "a")).get(0).message();
        Op first = Ops.edit(head, 0, sent.id(), "first");
        stores.append(first, Ops.edit(head, 0, sent.id(), "second"));

        Outcome repeat = stores.append(first).get(0);

        assertThat(repeat.status()).isEqualTo(Status.REPEAT);
        assertThat(repeat.message().body()).isEqualTo("second");
    }

    @Test
    void onlyTheSenderChangesAMessage() {
        Head head = stores.open();
        Message sent = stores.append(Ops.message(head, 0, "a")).get(0).message();

        assertThat(stores.append(Ops.edit(head, 1, sent.id(), "mine now"), Ops.delete(head, 1, sent.id())))
                .extracting(Outcome::status)
                .containsOnly(Status.MISSING);
    }

    @Test
    void aDeletedMessageIsAShellThatKeepsItsSeq() {
        Head head = stores.open();
        Message sent = stores.append(Ops.message(head, 0, "secret")).get(0).message();

        Outcome deleted = stores.append(Ops.delete(head, 0, sent.id())).get(0);
        Outcome again = stores.append(Ops.delete(head, 0, sent.id())).get(0);

        Message shell = stores.reader.message(head.conversationId(), sent.id()).block();
        assertThat(deleted.status()).isEqualTo(Status.OK);
        assertThat(again.status()).isEqualTo(Status.REPEAT);
        assertThat(shell).isEqualTo(deleted.message());
        assertThat(shell.body()).isEmpty();
        assertThat(shell.seq()).isEqualTo(1);
        assertThat(shell.rev()).isEqualTo(2);
        assertThat(shell.deletedAt()).isNotNull();
    }

    @Test
    void afterTheEndOnlyTakingBackIsPossible() {
        Head head = stores.open();
        Message sent = stores.append(Ops.message(head, 0, "a")).get(0).message();
        Op end = Ops.end(head, 1);

        var outcomes = stores.append(end, Ops.edit(head, 0, sent.id(), "late"), Ops.end(head, 0));
        assertThat(outcomes).extracting(Outcome::status).containsExactly(Status.OK, Status.CLOSED, Status.CLOSED);
        assertThat(outcomes.get(0).change())
                .isEqualTo(Change.end(2, "left", head.participants().get(1)));
        assertThat(stores.append(end).get(0).status()).isEqualTo(Status.REPEAT);
        assertThat(stores.append(Ops.delete(head, 0, sent.id())).get(0).status())
                .isEqualTo(Status.OK);

        Changes changes = stores.whole(head.conversationId());
        assertThat(changes.items()).extracting(Change::kind).containsExactly("end", "message");
        assertThat(changes.items()).extracting(Change::rev).containsExactly(2L, 3L);
        assertThat(changes.lastRev()).isEqualTo(3);
    }

    @Test
    void mediaComesBackAsItWent() {
        Head head = stores.open();
        var media = JsonMapper.builder().build().readTree("{\"mediaId\": \"m\", \"durationMs\": 1200}");
        Op voice = new Op(
                Op.Kind.MESSAGE,
                UUID.randomUUID(),
                head.conversationId(),
                head.participants().get(0),
                "v",
                null,
                "voice",
                null,
                media,
                null,
                null,
                null);

        Message sent = stores.append(voice).get(0).message();

        assertThat(stores.reader.message(head.conversationId(), sent.id()).block())
                .isEqualTo(sent);
        assertThat(sent.media()).isEqualTo(media);
    }

    @Test
    void anAppendGoesOnWhenItsCallerGoesAway() {
        Head head = stores.open();

        stores.appends
                .append(List.of(Ops.message(head, 0, "left alone")))
                .subscribe()
                .dispose();

        await().untilAsserted(() -> assertThat(
                        stores.reader.head(head.conversationId()).block().seq())
                .isEqualTo(1));
    }

    @Test
    void openingIsIdempotentAndOtherParticipantsAreAConflict() {
        Head head = stores.open();

        assertThat(stores.logs
                        .open(head.conversationId(), head.participants(), null)
                        .block())
                .isEqualTo(new Logs.Opened(head, false));
        assertThat(stores.logs
                        .open(head.conversationId(), List.of(UUID.randomUUID(), UUID.randomUUID()), null)
                        .onErrorResume(LogConflict.class, e -> Mono.empty())
                        .blockOptional())
                .isEmpty();
    }

    @Test
    void whatWasNotScreenedWaitsUntilItHasPassedOrIsTakenBack() {
        Head head = stores.open();
        var sent = stores.append(
                Ops.unscreened(head, 0, "a"),
                Ops.unscreened(head, 1, "b"),
                Ops.unscreened(head, 0, "c"),
                Ops.message(head, 0, "d"));
        UUID good = sent.get(0).message().id();
        UUID bad = sent.get(1).message().id();
        UUID changing = sent.get(2).message().id();
        assertThat(unscreened(head)).containsExactly(good, bad, changing);

        Op withdraw = Ops.withdraw(head, bad);
        var first = stores.append(Ops.screened(head, good, 1L), withdraw, Ops.screened(head, changing, 99L));
        stores.append(Ops.end(head, 0));
        var after = stores.append(withdraw, Ops.withdraw(head, bad), Ops.screened(head, UUID.randomUUID(), null));

        assertThat(first).extracting(Outcome::status).containsExactly(Status.OK, Status.OK, Status.MISSING);
        assertThat(first.get(0).rev()).isEqualTo(1);
        assertThat(first.get(1).message().isDeleted()).isTrue();
        assertThat(first.get(1).message().body()).isEmpty();
        assertThat(first.get(1).rev()).isEqualTo(5);
        assertThat(after).extracting(Outcome::status).containsExactly(Status.REPEAT, Status.MISSING, Status.MISSING);
        assertThat(unscreened(head)).containsExactly(changing);
        assertThat(stores.append(Ops.withdraw(head, changing)).get(0).rev()).isEqualTo(7);
        assertThat(unscreened(head)).isEmpty();
    }

    private static List<UUID> unscreened(Head head) {
        return stores.reader
                .unscreened(500)
                .filter(message -> message.conversationId().equals(head.conversationId()))
                .map(Message::id)
                .collectList()
                .block();
    }

    @Test
    void appliedOperationsAreForgottenWhenNobodySendsThemAgain() {
        Head head = stores.open();
        stores.append(Ops.end(head, 0));
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(3));

        new AppliedCleanUp(stores.db, Clock.systemUTC(), Duration.ofDays(2))
                .run("x", null)
                .block();
        assertThat(applied(head)).isOne();
        new AppliedCleanUp(stores.db, later, Duration.ofDays(2)).run("x", null).block();
        assertThat(applied(head)).isZero();
    }

    private static long applied(Head head) {
        return stores.db
                .sql("SELECT count(*) FROM applied WHERE conversation_id = $1")
                .bind(0, head.conversationId())
                .map(row -> row.get(0, Long.class))
                .one()
                .block();
    }
}
