package io.realtimeconnect.queuing.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.realtimeconnect.queuing.ticket.Intent;
import io.realtimeconnect.queuing.ticket.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PairingTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private final Pairing pairing = new Pairing(Duration.ofSeconds(2));

    @Property
    void nobodyIsInTwoPairsAndAllPairsSpeakAlike(@ForAll("lines") List<Ticket> waiting, @ForAll Set<Integer> barred) {
        Unmeetable unmeetable = new Unmeetable();
        for (int i : barred) {
            if (!waiting.isEmpty()) {
                unmeetable.add(
                        waiting.get(Math.floorMod(i, waiting.size())).userId(),
                        waiting.get(Math.floorMod(i / 31, waiting.size())).userId());
            }
        }
        Set<UUID> gone = waiting.stream().limit(1).map(Ticket::userId).collect(Collectors.toSet());

        List<Pair> pairs = pairing.pairs(waiting, unmeetable, gone, NOW);

        List<UUID> users =
                pairs.stream().flatMap(Pair::tickets).map(Ticket::userId).toList();
        assertThat(users).doesNotHaveDuplicates().noneMatch(gone::contains);
        assertThat(pairs).allSatisfy(pair -> {
            Set<String> one = pair.first().languages();
            Set<String> other = pair.second().languages();
            assertThat(one.isEmpty() || other.isEmpty() || one.stream().anyMatch(other::contains))
                    .isTrue();
            assertThat(unmeetable.contains(pair.first().userId(), pair.second().userId()))
                    .isFalse();
            assertThat(pair.first().joinedAt()).isBeforeOrEqualTo(pair.second().joinedAt());
        });
    }

    @Property
    void whoHasWaitedLongEnoughStaysAloneOnlyIfNobodyLeftFits(@ForAll("lines") List<Ticket> waiting) {
        List<Pair> pairs = pairing.pairs(waiting, new Unmeetable(), Set.of(), NOW.plusSeconds(3_600));

        Set<UUID> paired = new HashSet<>(
                pairs.stream().flatMap(Pair::tickets).map(Ticket::userId).toList());
        List<Ticket> alone =
                waiting.stream().filter(t -> !paired.contains(t.userId())).toList();
        for (int i = 0; i < alone.size(); i++) {
            for (int j = i + 1; j < alone.size(); j++) {
                Set<String> one = alone.get(i).languages();
                Set<String> other = alone.get(j).languages();
                assertThat(!one.isEmpty() && !other.isEmpty() && one.stream().noneMatch(other::contains))
                        .isTrue();
            }
        }
    }

    @Provide
    Arbitrary<List<Ticket>> lines() {
        Arbitrary<Set<String>> interests =
                Arbitraries.of("chess", "jazz", "go", "tea", "rain").set().ofMaxSize(4);
        Arbitrary<Set<String>> languages =
                Arbitraries.of("en", "de", "fr", "ja").set().ofMaxSize(2);
        return Combinators.combine(interests, languages)
                .as((i, l) -> new Object[] {i, l})
                .list()
                .ofMaxSize(40)
                .map(all -> IntStream.range(0, all.size())
                        .mapToObj(n -> ticket(all.size() - n, castSet(all.get(n)[0]), castSet(all.get(n)[1])))
                        .toList());
    }

    @Test
    void theLongestWaitingChoosesFirstAndTakesTheBestScore() {
        Ticket oldest = ticket(30, Set.of("chess", "jazz"), Set.of());
        Ticket old = ticket(20, Set.of("chess"), Set.of());
        Ticket young = ticket(1, Set.of("chess", "jazz"), Set.of());

        List<Pair> pairs = pairing.pairs(List.of(oldest, old, young), new Unmeetable(), Set.of(), NOW);

        assertThat(pairs).containsExactly(new Pair(oldest, young, 70, List.of("chess", "jazz")));
    }

    @Test
    void amongEqualsTheLongerWaitingPartnerIsTaken() {
        Ticket first = ticket(30, Set.of(), Set.of());
        Ticket second = ticket(20, Set.of(), Set.of());
        Ticket third = ticket(10, Set.of(), Set.of());

        assertThat(pairing.pairs(List.of(first, second, third), new Unmeetable(), Set.of(), NOW))
                .extracting(Pair::first, Pair::second)
                .containsExactly(tuple(first, second));
    }

    @Test
    void theBarFallsWithTheWait() {
        Ticket one = ticket(0, Set.of("chess", "go", "tea"), Set.of());
        Ticket nothingInCommon = ticket(0, Set.of("jazz", "rain"), Set.of());
        Ticket oneInCommon = ticket(0, Set.of("chess", "rain"), Set.of());
        Ticket twoInCommon = ticket(0, Set.of("chess", "go", "rain"), Set.of());

        assertThat(millisUntilPaired(one, twoInCommon)).isZero();
        assertThat(millisUntilPaired(one, oneInCommon)).isEqualTo(1_000);
        assertThat(millisUntilPaired(one, nothingInCommon)).isEqualTo(2_000);
        assertThat(millisUntilPaired(one, ticket(0, Set.of(), Set.of()))).isZero();
        assertThat(millisUntilPaired(one, ticket(0, Set.of("tea"), Set.of()))).isZero();
    }

    private long millisUntilPaired(Ticket one, Ticket other) {
        return IntStream.rangeClosed(0, 30)
                .mapToLong(n -> n * 100L)
                .filter(millis -> !pairing.pairs(
                                List.of(one, other), new Unmeetable(), Set.of(), NOW.plusMillis(millis))
                        .isEmpty())
                .findFirst()
                .orElseThrow();
    }

    @SuppressWarnings("unchecked")
    private static Set<String> castSet(Object set) {
        return (Set<String>) set;
    }

    private static Ticket ticket(long waitedSeconds, Set<String> interests, Set<String> languages) {
        return new Ticket(
                UUID.randomUUID(),
                UUID.randomUUID(),
                "somebody",
                Intent.CASUAL,
                interests,
                languages,
                Ticket.State.WAITING,
                NOW.minusSeconds(waitedSeconds),
                NOW.plusSeconds(300),
                null);
    }
}
