package io.realtimeconnect.perf.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.perf.cache.LocalTier.Question;
import io.realtimeconnect.perf.cache.LocalTier.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** What the first tier keeps, refuses, forgets, and takes for lost, case by case. The keys are of one bucket. */
class LocalTierTest {

    private static final String KEY = "Aa";
    private static final String OTHER = "BB";
    private static final int BUCKET = CacheKeys.bucket(KEY);

    private final AtomicLong now = new AtomicLong();
    private final LocalTier<Integer> local = new LocalTier<>(
            CacheSettings.of(
                    "test",
                    "local",
                    new Binder(new MapConfigurationPropertySource(Map.of("c.ttl", "1d", "c.local-ttl", "1h")))
                            .bindOrCreate("c", CacheProperties.class)),
            now::get,
            () -> {},
            cause -> {});

    @Test
    void whatWasReadAtTheLastChangeIsKeptAndWhatWasReadBeforeItIsNot() {
        told(10, 20, OTHER);
        assertThat(local.admit(KEY, of(1), at(19))).isFalse();
        assertThat(local.admit(KEY, of(1), at(20))).isTrue();
        assertThat(held(KEY)).isEqualTo(1);
    }

    @Test
    void whatWasReadUnderAnotherEpochIsNotKeptBesideWhatCounts() {
        local.admit(KEY, of(1), at(10));
        assertThat(local.admit(OTHER, of(2), new Stamp("other", 30, 0))).isFalse();
        assertThat(held(KEY)).isEqualTo(1);
        assertThat(held(OTHER)).isNull();
        assertThat(compared(new Stamp("other", 5, 0))).isEqualTo(Verdict.MISSED);
        assertThat(held(KEY)).isNull();
    }

    @Test
    void anEpochInDoubtIsNotFollowedByWhatIsRead() {
        local.wrote(KEY, at(20), 10, null);
        Stamp old = new Stamp("before", 5, 0);
        assertThat(local.admit(KEY, of(1), old)).isFalse();
        assertThat(local.admit(OTHER, of(1), old)).isFalse();
        assertThat(compared(old)).as("is still noticed").isEqualTo(Verdict.LOST);
    }

    @Test
    void anotherEpochIsFollowedOnceTheLastChangeIsSettled() {
        local.wrote(KEY, at(20), 10, null);
        settle(20);
        assertThat(local.questions(List.of())).isEmpty();
        assertThat(local.unsettled()).isEmpty();
        assertThat(local.admit(KEY, of(1), new Stamp("after", 5, 0))).isTrue();
        assertThat(held(KEY)).isEqualTo(1);
        assertThat(compared(new Stamp("after", 5, 0))).isEqualTo(Verdict.RIGHT);
        assertThat(held(KEY)).isEqualTo(1);
    }

    @Test
    void whatIsReadIntoAnEmptyBucketIsRightAtTheNextComparison() {
        told(10, 20, OTHER);
        local.admit(KEY, of(1), at(30));
        assertThat(compared(at(30))).isEqualTo(Verdict.RIGHT);
        assertThat(held(KEY)).isEqualTo(1);
    }

    @Test
    void aServerThatKnowsLessThanWasReadFromItHasLostChanges() {
        local.admit(KEY, of(1), at(10));
        local.admit(OTHER, of(2), at(30));
        assertThat(compared(at(20))).isEqualTo(Verdict.LOST);
        assertThat(held(KEY)).isNull();
        assertThat(held(OTHER)).isNull();
    }

    @Test
    void aServerThatKnowsLessThanItHasToldOfABucketHeldNoMoreHasLostChanges() {
        told(10, 20, KEY);
        assertThat(compared(at(15))).isEqualTo(Verdict.LOST);
        told(15, 30, KEY);
        assertThat(compared(new Stamp("other", 40, 0))).isEqualTo(Verdict.LOST);
        assertThat(told("third", 45, 50, KEY)).isEqualTo(Verdict.LOST);
    }

    @Test
    void whatAServerDidNotKnowWhenItWasAskedInAnotherEpochIsNotLost() {
        local.admit(KEY, of(1), at(1000));
        List<Question> asked = local.questions(List.of());
        told("other", 10, 20, KEY);
        assertThat(local.compared(asked.get(0), new Stamp("other", 20, 0))).isEqualTo(Verdict.RIGHT);
    }

    @Test
    void changesOfOurOwnAreComparedUntilTheyAreSettled() {
        local.wrote(BUCKET, at(20), List.of(KEY));
        assertThat(local.unsettled()).containsExactly(BUCKET);
        settle(20);
        assertThat(local.unsettled()).isEmpty();
        local.wrote(KEY, at(30), 20, null);
        assertThat(local.unsettled()).containsExactly(BUCKET);
        settle(30);
        told(30, 40, KEY);
        assertThat(local.unsettled()).containsExactly(BUCKET);
        assertThat(local.questions(List.of())).hasSize(1);
    }

    @Test
    void aChangeBetweenTwoThatFollowOnEachOtherIsLost() {
        local.wrote(KEY, at(20), 10, null);
        assertThat(told(10, 30, OTHER)).as("written here").isEqualTo(Verdict.LOST);
        told(30, 40, KEY);
        assertThat(told(30, 50, OTHER)).as("heard of").isEqualTo(Verdict.LOST);
        local.admit(KEY, of(1), at(60));
        assertThat(told(50, 70, OTHER)).as("seen in what was read").isEqualTo(Verdict.LOST);
    }

    @Test
    void aChangeThatWasHeardOfOrMadeStaysKnownAfterAComparisonThatMissesIt() {
        told(10, 40, KEY);
        assertThat(compared(at(20))).isEqualTo(Verdict.LOST);
        assertThat(told(20, 50, OTHER)).isEqualTo(Verdict.LOST);
        local.wrote(KEY, at(70), 50, null);
        assertThat(compared(at(60))).isEqualTo(Verdict.LOST);
        assertThat(told(60, 80, OTHER)).isEqualTo(Verdict.LOST);
    }

    @Test
    void aChangeOfOurOwnThatFollowsOnOneBeforeAnotherThatIsKnownSaysThatThatIsLost() {
        local.admit(OTHER, of(1), at(10));
        told(10, 20, KEY);
        assertThat(local.wrote(KEY, at(30), 10, of(2))).isTrue();
        assertThat(held(OTHER)).isNull();
        assertThat(local.wrote(KEY, new Stamp("other", 40, 0), 35, of(3)))
                .as("of another epoch")
                .isTrue();
        assertThat(local.wrote(BUCKET, new Stamp("third", 50, 0), List.of()))
                .as("of many")
                .isTrue();
    }

    @Test
    void numbersOfAnEpochThatIsGoneSayNothingOfTheNext() {
        told(1000, 1010, KEY);
        local.wrote(KEY, at(1020), 1010, null);
        settle(1020);
        told("next", 10, 20, KEY);
        local.admit(KEY, of(1), new Stamp("next", 20, 0));
        assertThat(held(KEY)).isEqualTo(1);
        assertThat(told("next", 20, 2000, OTHER)).isEqualTo(Verdict.RIGHT);
        assertThat(held(KEY)).isEqualTo(1);
    }

    @Test
    void aMessageThatIsLateChangesNothing() {
        local.admit(KEY, of(1), at(10));
        assertThat(compared(at(30))).isEqualTo(Verdict.MISSED);
        local.admit(KEY, of(2), at(30));
        assertThat(told(10, 20, KEY)).isEqualTo(Verdict.RIGHT);
        assertThat(told(20, 30, KEY)).isEqualTo(Verdict.RIGHT);
        assertThat(held(KEY)).isEqualTo(2);
        assertThat(local.admit(KEY, of(1), at(25))).isFalse();
        assertThat(compared(at(30))).isEqualTo(Verdict.RIGHT);
    }

    @Test
    void aMessageThatIsMissingForgetsTheBucketWithTheNext() {
        local.admit(KEY, of(1), at(10));
        assertThat(told(20, 30, OTHER)).isEqualTo(Verdict.MISSED);
        assertThat(held(KEY)).isNull();
    }

    @Test
    void theMessageOfOurOwnChangeLeavesWhatWasWritten() {
        local.admit(OTHER, of(1), at(10));
        local.leave(KEY);
        assertThat(held(KEY)).isNull();
        local.wrote(KEY, at(20), 10, of(2));
        assertThat(told(10, 20, KEY)).isEqualTo(Verdict.RIGHT);
        assertThat(held(KEY)).isEqualTo(2);
        assertThat(held(OTHER)).isEqualTo(1);
    }

    @Test
    void theFirstChangeOfOurOwnOfAnEpochIsNoGapWhenItsMessageComes() {
        local.wrote(KEY, at(20), 10, of(2));
        assertThat(told(10, 20, KEY)).isEqualTo(Verdict.RIGHT);
        assertThat(told(20, 30, OTHER)).isEqualTo(Verdict.RIGHT);
        assertThat(held(KEY)).isEqualTo(2);
    }

    @Test
    void aChangeOfOurOwnIsNotKeptIfALaterOneIsKnown() {
        local.wrote(KEY, at(30), 20, of(3));
        local.wrote(KEY, at(20), 10, of(2));
        assertThat(held(KEY)).as("a later one of our own").isNull();
        told(30, 40, KEY);
        local.wrote(KEY, at(35), 30, of(1));
        assertThat(held(KEY)).as("a later one of another").isNull();
    }

    @Test
    void whatIsWrittenUnderAnotherEpochForgetsWhatWasHeldUnderTheLast() {
        local.admit(OTHER, of(1), at(10));
        local.wrote(KEY, new Stamp("other", 20, 0), 15, of(2));
        assertThat(held(OTHER)).isNull();
        assertThat(held(KEY)).isEqualTo(2);
    }

    @Test
    void aChangeOfAllForgetsAllHereAndThere() {
        local.admit(KEY, of(1), at(10));
        assertThat(local.changed(BUCKET, "e", 10, 20, null)).isEqualTo(Verdict.RIGHT);
        assertThat(held(KEY)).isNull();
        local.admit(KEY, of(1), at(20));
        local.wrote(BUCKET, at(30), null);
        assertThat(held(KEY)).isNull();
    }

    @Test
    void aChangeOfManyIsFeltHereBeforeItsMessageComes() {
        local.admit(KEY, of(1), at(10));
        local.admit(OTHER, of(2), at(10));
        assertThat(local.wrote(BUCKET, at(20), List.of(KEY))).isFalse();
        assertThat(held(KEY)).isNull();
        assertThat(held(OTHER)).isEqualTo(2);
        assertThat(local.admit(KEY, of(1), at(15))).isFalse();
        assertThat(local.changed(BUCKET, "e", 10, 20, List.of(KEY))).isEqualTo(Verdict.RIGHT);
        assertThat(held(OTHER)).isEqualTo(2);
    }

    @Test
    void aLoadWithoutRedisIsKeptOnlyIfNothingHasHappenedMeanwhile() {
        List<Runnable> happenings = List.of(
                () -> local.leave(OTHER),
                () -> local.wrote(OTHER, at(20), 10, null),
                () -> local.wrote(BUCKET, at(30), List.of(OTHER)),
                () -> told(30, 40, OTHER),
                () -> local.forget(BUCKET),
                local::forget);
        local.note(KEY, at(10));
        for (Runnable happening : happenings) {
            long mark = local.mark(KEY);
            happening.run();
            local.admitBlind(KEY, of(1), mark);
            assertThat(held(KEY)).isNull();
        }
        local.admitBlind(KEY, of(1), local.mark(KEY));
        assertThat(held(KEY)).isEqualTo(1);
    }

    @Test
    void whatWasLoadedWithoutRedisIsForgottenAtTheFirstComparisonAndNothingAtTheNext() {
        local.admit(OTHER, of(1), at(10));
        local.admitBlind(KEY, of(2), local.mark(KEY));
        assertThat(compared(at(10))).isEqualTo(Verdict.RIGHT);
        assertThat(held(KEY)).isNull();
        assertThat(held(OTHER)).isNull();
        local.admit(OTHER, of(1), at(10));
        assertThat(compared(at(10))).isEqualTo(Verdict.RIGHT);
        assertThat(held(OTHER)).isEqualTo(1);
    }

    @Test
    void aLoadThatMayNotFillLeavesNothingOfItselfHere() {
        local.admit(KEY, of(1), at(10));
        local.overtaken(KEY, 10);
        assertThat(held(KEY)).isNull();
        local.admit(KEY, of(2), at(20));
        local.overtaken(KEY, 10);
        assertThat(held(KEY)).isEqualTo(2);
    }

    @Test
    void bucketsOfWhichKeysAreBeingLoadedAreComparedOnceTheirStampIsKnown() {
        assertThat(local.questions(List.of(KEY))).isEmpty();
        local.note(KEY, at(10));
        assertThat(local.questions(List.of())).isEmpty();
        assertThat(local.questions(List.of(KEY))).hasSize(1);
        assertThat(local.compared(local.questions(List.of(KEY)).get(0), at(20))).isEqualTo(Verdict.MISSED);
    }

    @Test
    void aLoadThatBeginsHidesNothingThatWasMissedBefore() {
        local.note(KEY, at(10));
        local.note(OTHER, at(20));
        assertThat(local.compared(local.questions(List.of(KEY)).get(0), at(20))).isEqualTo(Verdict.MISSED);
    }

    @Test
    void aBucketIsComparedAsLongAsTheLongestOfItsEntriesIsOfUse() {
        local.admit(OTHER, new Admission<>(2, 10_000, 0, 0), at(10));
        local.admit(KEY, new Admission<>(1, 60_000, 0, 0), at(10));
        local.admit(OTHER, new Admission<>(2, 10_000, 0, 0), at(10));
        pass(Duration.ofSeconds(59));
        assertThat(local.questions(List.of())).hasSize(1);
        assertThat(held(KEY)).isEqualTo(1);
        pass(Duration.ofSeconds(2));
        assertThat(local.questions(List.of())).isEmpty();
        assertThat(held(KEY)).isNull();
        local.admit(KEY, new Admission<>(1, 60_000, 0, 0), at(10));
        local.forget();
        local.admit(OTHER, new Admission<>(2, 1_000, 0, 0), at(10));
        assertThat(local.questions(List.of())).hasSize(1);
        pass(Duration.ofSeconds(2));
        assertThat(local.questions(List.of())).isEmpty();
    }

    @Test
    void anOldValueIsProlongedWithinItsWindowAndOnlyIfItIsStillTheOne() {
        local.admit(KEY, new Admission<>(1, 10_000, 60_000, 0), at(10));
        LocalEntry<Integer> old = local.find(KEY);
        assertThat(old).isNotNull();
        pass(Duration.ofSeconds(11));
        local.prolong(KEY, old, 5_000, 2_000);
        LocalEntry<Integer> prolonged = local.find(KEY);
        assertThat(prolonged).isNotNull();
        assertThat(prolonged.fresh(now.get())).isTrue();
        pass(Duration.ofSeconds(2));
        assertThat(prolonged.fresh(now.get())).isFalse();
        assertThat(prolonged.useful(now.get())).isFalse();
        local.leave(KEY);
        local.prolong(KEY, prolonged, 5_000, 60_000);
        assertThat(held(KEY)).isNull();
    }

    /** Compares until the change counts as kept by Redis. */
    private void settle(long seq) {
        int right = 0;
        for (int i = 0; i < 20 && !local.questions(List.of()).isEmpty(); i++) {
            right += compared(at(seq)) == Verdict.RIGHT ? 1 : 0;
        }
        assertThat(right).isEqualTo(10);
    }

    private Verdict compared(Stamp stamp) {
        return local.compared(local.questions(List.of()).get(0), stamp);
    }

    private Verdict told(long before, long seq, String key) {
        return told("e", before, seq, key);
    }

    private Verdict told(String epoch, long before, long seq, String key) {
        return local.changed(BUCKET, epoch, before, seq, List.of(key));
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void anOldValueIsOfUseForAsLongAsItsCallSaysHoweverShortTheCachesOwnWindowIs() {
        local.admit(OTHER, of(2), at(10));
        local.admit(KEY, new Admission<>(1, 10_000, Duration.ofDays(2).toMillis(), 0), at(10));
        now.set(Duration.ofDays(2).toNanos());
        LocalEntry<Integer> old = local.find(KEY);
        assertThat(old).isNotNull();
        assertThat(old.useful(now.get())).isTrue();
        LocalEntry<Integer> other = local.find(OTHER);
        assertThat(other == null || !other.useful(now.get()))
                .as("the other is of no use any more")
                .isTrue();
        now.set(Duration.ofDays(3).toNanos());
        assertThat(local.find(KEY)).isNull();
    }

    private @Nullable Integer held(String key) {
        LocalEntry<Integer> entry = local.find(key);
        return entry == null ? null : entry.value();
    }

    private static Stamp at(long seq) {
        return new Stamp("e", seq, 0);
    }

    private static Admission<Integer> of(int value) {
        return new Admission<>(value, 600_000, 0, 0);
    }
}
