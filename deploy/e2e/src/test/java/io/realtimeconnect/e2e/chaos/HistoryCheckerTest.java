package io.realtimeconnect.e2e.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.e2e.chaos.History.Promise;
import io.realtimeconnect.e2e.chaos.History.Seen;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryCheckerTest {

    private final List<Seen> log = new ArrayList<>(List.of(seen(1), seen(2), seen(3)));
    private final History client = new History("alice");

    HistoryCheckerTest() {
        client.shown.addAll(log);
        client.acknowledged.put("c1", new Promise(1, 1, "m1"));
    }

    @Test
    void aFaithfulHistoryIsClean() {
        assertThat(check().clean()).isTrue();
    }

    @Test
    void anAcknowledgedMessageMissingFromTheLogIsLost() {
        client.acknowledged.put("c9", new Promise(9, 9, "m9"));

        assertThat(check().lost()).isEqualTo(1);
    }

    @Test
    void aMessageAcknowledgedUnderAnotherNumberIsLost() {
        client.acknowledged.put("c2", new Promise(3, 3, "m2"));

        assertThat(check().lost()).isEqualTo(1);
    }

    @Test
    void aMessageNeverShownIsLost() {
        client.shown.remove(2);

        assertThat(check().lost()).isEqualTo(1);
    }

    @Test
    void aMessageShownTwiceIsFound() {
        client.shown.add(seen(3));

        assertThat(check().twice()).isEqualTo(1);
    }

    @Test
    void aMessageStoredTwiceIsFound() {
        log.add(new Seen(4, 4, "m4", "c3"));
        client.shown.add(new Seen(4, 4, "m4", "c3"));

        assertThat(check().twice()).isEqualTo(1);
    }

    @Test
    void anEarlierMessageShownLaterIsOutOfOrder() {
        client.shown.clear();
        client.shown.addAll(List.of(seen(2), seen(1), seen(3)));

        assertThat(check().outOfOrder()).isEqualTo(1);
    }

    @Test
    void aHoleInTheLogIsAGap() {
        log.remove(1);
        client.shown.remove(1);

        assertThat(check().gaps()).isEqualTo(2);
    }

    @Test
    void aMessageThatIsNotInTheLogIsFound() {
        client.shown.add(seen(4));

        assertThat(check().outOfOrder()).isEqualTo(1);
    }

    @Test
    void whatAClientComplainedOfCounts() {
        client.complaints.add("rev 7 came after rev 5");

        assertThat(check().clean()).isFalse();
    }

    private HistoryChecker.Verdict check() {
        return HistoryChecker.check("c", log, List.of(client));
    }

    private static Seen seen(long seq) {
        return new Seen(seq, seq, "m" + seq, "c" + seq);
    }
}
