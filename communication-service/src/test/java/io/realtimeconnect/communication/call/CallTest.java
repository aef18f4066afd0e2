package io.realtimeconnect.communication.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.realtimeconnect.perf.web.Problem;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CallTest {

    private static final UUID ANN = new UUID(1, 1);
    private static final UUID BOB = new UUID(2, 2);
    private static final Set<String> CODES = Set.of("CALL_BUSY", "CALL_ENDED", "CALL_TAKEN", "CALL_NOT_ANSWERABLE");

    private static Call ringing() {
        return Call.ringing(new UUID(0, 0), "c", ANN, BOB, "a1", Instant.EPOCH);
    }

    private static Call step(Call call, Random random, Instant now) {
        UUID user = random.nextBoolean() ? ANN : BOB;
        String connection = (user.equals(ANN) ? "a" : "b") + (1 + random.nextInt(2));
        return switch (random.nextInt(8)) {
            case 0, 1 -> call.answer(user, connection, now);
            case 2 -> call.offer(user, random.nextInt(4) == 0 ? "other" : "c", connection);
            case 3, 4 -> call.candidate(user, connection);
            case 5 -> call.hangup(user, random.nextBoolean() ? "bye" : null, now);
            case 6 -> call.vanished(connection, now);
            default -> random.nextInt(4) == 0 ? call.end(Ending.TIMEOUT, now) : call;
        };
    }

    @Property(tries = 5_000)
    void whateverTheTwoDoACallGoesOnAndNeverBack(@ForAll long seed) {
        Random random = new Random(seed);
        Call call = ringing();
        for (int i = 1; i < 30; i++) {
            Instant now = Instant.EPOCH.plusSeconds(i);
            Call before = call;
            try {
                call = step(call, random, now);
            } catch (Problem e) {
                assertThat(CODES).contains(e.code());
                continue;
            }
            assertThat(call.state()).isGreaterThanOrEqualTo(before.state());
            if (!before.isLive()) {
                assertThat(call).isEqualTo(before);
            }
            assertThat(call.state() == CallState.ENDED).isEqualTo(call.endedAt() != null);
            assertThat(call.answeredAt() != null).isEqualTo(call.calleeConnection() != null);
            if (call.state() == CallState.ACTIVE) {
                assertThat(call.calleeConnection()).startsWith("b");
            }
            if (before.state() == CallState.ACTIVE && call.state() == CallState.ACTIVE) {
                assertThat(call).isEqualTo(before);
            }
            assertThat(call.durationMs()).isNotNegative();
            if (call.answeredAt() == null) {
                assertThat(call.durationMs()).isZero();
                assertThat(call.ending()).isNotEqualTo(Ending.HANGUP);
            }
        }
    }

    /** Two instances read the same state, and the table lets one of them write: no order of commands gives two ends. */
    @Property(tries = 5_000)
    void ofTwoInstancesThatActOnTheSameStateOneWins(@ForAll long seed) {
        Random random = new Random(seed);
        Call stored = ringing();
        List<Call> written = new ArrayList<>();
        for (int i = 1; i < 30; i++) {
            Instant now = Instant.EPOCH.plusSeconds(i);
            Call read = stored;
            for (int instance = 0; instance < 2; instance++) {
                Call next;
                try {
                    next = step(read, random, now);
                } catch (Problem e) {
                    continue;
                }
                if (next != read && stored.state() == read.state()) { // the table's condition
                    stored = next;
                    written.add(next);
                }
            }
        }
        assertThat(written.stream().filter(call -> call.state() == CallState.ACTIVE))
                .hasSizeLessThanOrEqualTo(1);
        assertThat(written.stream().filter(call -> !call.isLive())).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void whoHangsUpWhenSaysHowItEnded() {
        Instant now = Instant.EPOCH.plusMillis(1_500);
        assertThat(ringing().hangup(ANN, null, now).ending()).isEqualTo(Ending.CANCELLED);
        assertThat(ringing().hangup(BOB, null, now).reason()).isEqualTo("declined");
        Call active = ringing().answer(BOB, "b1", now);
        Call ended = active.hangup(ANN, "bye", now.plusMillis(2_500));
        assertThat(ended.ending()).isEqualTo(Ending.HANGUP);
        assertThat(ended.reason()).isEqualTo("bye");
        assertThat(ended.durationMs()).isEqualTo(2_500);
    }

    @Test
    void theSecondDeviceThatAnswersIsToldSo() {
        Call active = ringing().answer(BOB, "b1", Instant.EPOCH);
        assertThatThrownBy(() -> active.answer(BOB, "b2", Instant.EPOCH))
                .isInstanceOfSatisfying(Problem.class, e -> assertThat(e.code()).isEqualTo("CALL_TAKEN"));
    }
}
