package io.realtimeconnect.history.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.realtimeconnect.perf.web.ValidationFailed;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class WindowTest {

    @Property
    void olderPagesHoldEverythingOnceHoweverMuchIsAddedMeanwhile(
            @ForAll @LongRange(max = 500) long size,
            @ForAll @IntRange(min = 1, max = 50) int limit,
            @ForAll @IntRange(max = 20) int addedPerPage) {
        List<Long> seen = walk(Window.newest(), size, limit, addedPerPage);

        assertThat(seen.stream().sorted())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, size).boxed().toList());
    }

    @Property
    void newerPagesHoldEverythingOnceIncludingWhatIsAddedMeanwhile(
            @ForAll @LongRange(max = 500) long size,
            @ForAll @LongRange(max = 600) long after,
            @ForAll @IntRange(min = 2, max = 50) int limit) {
        List<Long> seen = walk(Window.of(null, after, null), size, limit, 1);

        long last = seen.isEmpty() ? after : seen.get(seen.size() - 1);
        assertThat(seen)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(after + 1, last).boxed().toList());
        assertThat(last).isGreaterThanOrEqualTo(size);
    }

    @Property
    void aPageAroundASeqHoldsItAndIsFull(
            @ForAll @LongRange(min = 1, max = 500) long size,
            @ForAll @LongRange(max = 600) long around,
            @ForAll @IntRange(min = 1, max = 50) int limit) {
        Window.Range range = Window.of(null, null, around).range(size, limit);

        long nearest = Math.max(1, Math.min(around, size));
        assertThat(nearest).isBetween(range.from(), range.to());
        assertThat(range.to() - range.from() + 1).isEqualTo(Math.min(limit, size));
        assertThat(range.from()).isPositive();
        assertThat(range.to()).isLessThanOrEqualTo(size);
    }

    @Test
    void moreThanOneOfTheThreeIsInvalid() {
        assertThatThrownBy(() -> Window.of(1L, 2L, null)).isInstanceOf(ValidationFailed.class);
        assertThatThrownBy(() -> Window.of(null, 2L, 3L)).isInstanceOf(ValidationFailed.class);
        assertThatThrownBy(() -> Window.of(-1L, null, null)).isInstanceOf(ValidationFailed.class);
    }

    @Test
    void hugeNumbersAreJustFarAway() {
        assertThat(Window.of(Long.MAX_VALUE, null, null).range(10, 50)).isEqualTo(new Window.Range(1, 10));
        assertThat(Window.of(null, Long.MAX_VALUE, null).range(10, 50).isEmpty())
                .isTrue();
        assertThat(Window.of(null, null, Long.MAX_VALUE).range(10, 5)).isEqualTo(new Window.Range(6, 10));
    }

    private static List<Long> walk(Window first, long size, int limit, int addedPerPage) {
        List<Long> seen = new ArrayList<>();
        long lastSeq = size;
        @Nullable Window window = first;
        while (window != null) {
            Window.Range range = window.range(lastSeq, limit);
            LongStream.rangeClosed(range.from(), range.to()).forEach(seen::add);
            Window next = window.next(range, lastSeq);
            window = next == null ? null : Window.ofPayload(next.payload());
            lastSeq += addedPerPage;
        }
        return seen;
    }
}
