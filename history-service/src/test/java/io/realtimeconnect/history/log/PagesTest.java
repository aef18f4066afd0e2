package io.realtimeconnect.history.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.history.log.Pages.Query;
import io.realtimeconnect.perf.web.Cursors;
import io.realtimeconnect.perf.web.Page;
import io.realtimeconnect.perf.web.Problem;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

class PagesTest {

    private static LogStores stores;
    private static Pages pages;

    @BeforeAll
    static void open() {
        stores = new LogStores();
        pages = new Pages(
                stores.reader,
                (head, range) -> stores.reader
                        .range(head.conversationId(), range.from(), range.to())
                        .collectList(),
                new Cursors("a-key-that-is-long-enough-for-a-test"));
    }

    @AfterAll
    static void close() {
        stores.close();
    }

    @Test
    void thePagesOfAConversationHoldEachMessageOnceWhileOthersAreWritten() {
        Head head = filled(300);
        var writing = Flux.range(0, 1_000)
                .concatMap(i -> stores.appends.append(List.of(Ops.message(head, 1, "meanwhile-" + i))))
                .subscribe();

        List<Message> seen = new ArrayList<>();
        Page<Message> page = page(head, 0, new Query(Window.newest(), null, 37));
        long newest = page.items().get(page.items().size() - 1).seq();
        seen.addAll(page.items());
        while (page.nextCursor() != null) {
            page = page(head, 0, new Query(Window.newest(), page.nextCursor(), 37));
            assertThat(page.items()).extracting(Message::seq).isSorted();
            seen.addAll(page.items());
        }
        writing.dispose();

        assertThat(seen.stream().map(Message::seq).sorted())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, newest).boxed().toList());
    }

    @Test
    void outsidersAndStrangersGetTheSameAnswer() {
        Head head = filled(1);

        StepVerifier.create(pages.page(head.conversationId(), UUID.randomUUID(), () -> {
                    throw new AssertionError("an outsider's parameters are nobody's business");
                }))
                .verifyError(ConversationNotFound.class);
        StepVerifier.create(pages.page(UUID.randomUUID(), UUID.randomUUID(), PagesTest::bare))
                .verifyError(ConversationNotFound.class);
    }

    @Test
    void aCursorOfAnotherConversationIsInvalid() {
        Head one = filled(3);
        Head other = filled(3);
        String cursor = page(one, 0, new Query(Window.newest(), null, 2)).nextCursor();

        StepVerifier.create(pages.page(
                        other.conversationId(),
                        other.participants().get(0),
                        () -> new Query(Window.newest(), cursor, 2)))
                .verifyErrorMatches(e -> e instanceof Problem p && p.code().equals("INVALID_CURSOR"));
    }

    @Test
    void anEmptyConversationIsAnEmptyPage() {
        Head head = stores.open();

        assertThat(page(head, 0, bare())).isEqualTo(new Page<>(List.of(), null));
    }

    @Test
    void changesAreReadInStepsToTheEnd() {
        Head head = filled(10);
        stores.append(Ops.end(head, 0));

        List<Long> revs = new ArrayList<>();
        Changes step = stores.reader.changes(head.conversationId(), 0, 4).block();
        while (!step.items().isEmpty()) {
            step.items().forEach(change -> revs.add(change.rev()));
            step = stores.reader
                    .changes(head.conversationId(), revs.get(revs.size() - 1), 4)
                    .block();
        }

        assertThat(revs)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 11).boxed().toList());
        assertThat(step.lastRev()).isEqualTo(11);
        StepVerifier.create(stores.reader.changes(UUID.randomUUID(), 0, 4)).verifyComplete();
    }

    @Test
    void aUsersHeadsSayWhatIsLastAndUnread() {
        Head head = filled(6);
        UUID reader = head.participants().get(0);
        Message theirs = stores.append(Ops.message(head, 1, "x"), Ops.message(head, 1, "y"))
                .get(0)
                .message();
        stores.append(Ops.delete(head, 1, theirs.id()));
        Head quiet = stores.logs
                .open(UUID.randomUUID(), List.of(reader, UUID.randomUUID()), null)
                .block()
                .head();

        var views = stores.reader
                .headsSeenBy(
                        reader,
                        List.of(
                                head.conversationId(),
                                quiet.conversationId(),
                                filled(1).conversationId()),
                        Map.of(head.conversationId(), 2L))
                .collectMap(HeadView::id)
                .block();

        assertThat(views).hasSize(2);
        assertThat(views.get(quiet.conversationId()).unread()).isZero();
        assertThat(views.get(quiet.conversationId()).lastMessage()).isNull();
        assertThat(views.get(head.conversationId()).unread()).isEqualTo(2 + 1);
        assertThat(views.get(head.conversationId()).lastMessage().seq()).isEqualTo(8);
    }

    @Test
    void unreadStopsCountingAt999() {
        Head head = stores.open();
        for (int i = 0; i < 20; i++) {
            int round = i;
            stores.append(IntStream.range(0, 60)
                    .mapToObj(n -> Ops.message(head, 1, round + "-" + n))
                    .toArray(Op[]::new));
        }

        assertThat(stores.reader
                        .headsSeenBy(head.participants().get(0), List.of(head.conversationId()), Map.of())
                        .blockFirst()
                        .unread())
                .isEqualTo(999);
    }

    @Test
    void aUsersConversationsComeByActivityInPages() {
        UUID user = UUID.randomUUID();
        List<Head> mine = IntStream.range(0, 9)
                .mapToObj(i -> stores.logs
                        .open(UUID.randomUUID(), List.of(user, UUID.randomUUID()), null)
                        .block()
                        .head())
                .toList();
        for (int i : new int[] {4, 2, 7, 0, 1, 3, 5, 6, 8}) {
            stores.append(Ops.message(mine.get(i).conversationId(), user, "m", "hello"));
        }
        stores.append(Ops.end(mine.get(2), 0));
        stores.append(Ops.end(mine.get(4), 0));

        List<UUID> seen = new ArrayList<>();
        LogReader.@Nullable Place before = null;
        while (true) {
            List<HeadView> page =
                    stores.reader.of(user, null, before, 2).collectList().block();
            if (page.isEmpty()) {
                break;
            }
            page.forEach(view -> seen.add(view.id()));
            HeadView last = page.get(page.size() - 1);
            before = LogReader.Place.parse(last.lastAt() + "|" + last.id());
        }

        assertThat(seen)
                .containsExactly(IntStream.of(4, 2, 8, 6, 5, 3, 1, 0, 7)
                        .mapToObj(i -> mine.get(i).conversationId())
                        .toArray(UUID[]::new));
        assertThat(stores.reader.of(user, State.ENDED, null, 50).collectList().block())
                .hasSize(2);
        assertThat(stores.reader.of(user, State.OPEN, null, 50).collectList().block())
                .hasSize(7);
    }

    @Test
    void pagesAndChangesAreReadFromIndexes() throws SQLException {
        Head head = filled(500);
        for (int i = 0; i < 50; i++) {
            filled(60);
        }
        String id = "'" + head.conversationId() + "'::uuid";

        assertThat(plan("SELECT * FROM message WHERE conversation_id = " + id
                        + " AND seq BETWEEN 100 AND 149 ORDER BY seq"))
                .containsPattern("message_\\d\\d_pkey")
                .doesNotContain("Seq Scan");
        assertThat(plan("SELECT * FROM message WHERE conversation_id = " + id + " AND rev > 470 ORDER BY rev LIMIT 50"))
                .contains("_conversation_id_rev_key")
                .doesNotContain("Seq Scan");
        assertThat(plan("SELECT * FROM message WHERE conversation_id = " + id + " AND id = " + id))
                .contains("_conversation_id_id_key")
                .doesNotContain("Seq Scan");
    }

    private static String plan(String sql) throws SQLException {
        StringBuilder plan = new StringBuilder();
        try (var connection = stores.asAdministrator();
                var statement = connection.createStatement()) {
            statement.execute("SET search_path = history");
            statement.execute("ANALYZE message");
            var rows = statement.executeQuery("EXPLAIN " + sql);
            while (rows.next()) {
                plan.append(rows.getString(1)).append('\n');
            }
        }
        return plan.toString();
    }

    private static Head filled(int messages) {
        Head head = stores.open();
        for (int from = 0; from < messages; from += 64) {
            stores.append(IntStream.range(from, Math.min(messages, from + 64))
                    .mapToObj(i -> Ops.message(head, i % 2, "m" + i))
                    .toArray(Op[]::new));
        }
        return head;
    }

    private static Page<Message> page(Head head, int who, Query query) {
        return pages.page(head.conversationId(), head.participants().get(who), () -> query)
                .block();
    }

    private static Query bare() {
        return new Query(Window.newest(), null, 50);
    }
}
