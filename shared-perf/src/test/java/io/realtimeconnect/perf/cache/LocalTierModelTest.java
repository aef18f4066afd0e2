package io.realtimeconnect.perf.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.perf.cache.LocalTier.Verdict;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/**
 * The first tier against a model of Redis: replies are overtaken, messages late or lost, Redis loses its stamps or its last
 * writes. Whatever happens, a comparison after the last of it leaves nothing stale.
 */
class LocalTierModelTest {

    private static final List<String> KEYS = List.of("Aa", "BB", "AaAa", "BBBB", "AaBB", "BBAa");

    private static final int BUCKET = CacheKeys.bucket(KEYS.get(0));

    private static final CacheSettings SETTINGS = CacheSettings.of(
            "test",
            "model",
            new Binder(new MapConfigurationPropertySource(
                            Map.of("c.ttl", "1d", "c.local-ttl", "1h", "c.fail-safe", "1h", "c.max-entries", "1000")))
                    .bindOrCreate("c", CacheProperties.class));

    /** What waits for its end, a message above all, must get there as often as it begins: else all is late, and nothing goes wrong. */
    enum Act {
        WRITE_ELSEWHERE(2),
        WRITE_HERE(1),
        BEGIN_WRITE_HERE(1),
        REMOVE_HERE(1),
        BEGIN_REMOVE_HERE(1),
        END_CHANGE_HERE(2),
        REMOVE_MANY_HERE(1),
        DROP_HERE(1),
        REMOVE_ELSEWHERE(1),
        BEGIN_READ(4),
        END_READ(2),
        END_LAST_READ(2),
        HEAR(8),
        LOSE(3),
        DROP(1),
        BEGIN_COMPARE(2),
        END_COMPARE(2),
        LOAD_BLIND(1),
        FORGET(1),
        RESTART_EMPTY(1),
        FORGET_STAMP(1),
        FAIL_OVER(1),
        PASS_TIME(1);

        private final int often;

        Act(int often) {
            this.often = often;
        }
    }

    record Step(Act act, int key) {}

    @Property(tries = 1500)
    void nothingIsStaleAfterAComparison(@ForAll("steps") List<Step> steps) {
        Model model = new Model();
        steps.forEach(model::run);
        model.compareNow();
        model.assertNothingStale();
    }

    @Property(tries = 1500)
    void nothingIsStaleOnceAllMessagesAreHeard(@ForAll("losslessSteps") List<Step> steps) {
        Model model = new Model();
        steps.forEach(model::run);
        model.hearAll();
        model.assertNothingStale();
        model.endChanges();
        model.assertNothingStale();
    }

    /** Messages may be: a comparison makes up for them. */
    @Property(tries = 1500)
    void noChangeIsTakenForLostWhereRedisLosesNone(@ForAll("stepsOfAServerThatKeeps") List<Step> steps) {
        Model model = new Model();
        steps.forEach(model::run);
        model.endChanges();
        model.hearAll();
        model.compareNow();
        assertThat(model.alarms).isZero();
    }

    @Property(tries = 1500)
    void whatRedisHasLostIsNotBelievedAfterAComparison(@ForAll("heardSteps") List<Step> steps) {
        Model model = new Model();
        steps.forEach(model::run);
        model.hearAll();
        model.compareNow();
        model.compareNow();
        model.assertNothingStale();
        model.assertNothingOlderThanWhatIsKnown();
    }

    @Property(tries = 1000)
    void anOwnChangeIsFeltAtOnceWhateverWasReadBefore(@ForAll("losslessSteps") List<Step> steps) {
        Model model = new Model();
        steps.forEach(step -> {
            model.run(step);
            model.assertOwnChangesFelt();
        });
    }

    @Property(tries = 1000)
    void whatWasReadLaterIsNotReplacedByWhatWasReadBefore(@ForAll("readingSteps") List<Step> steps) {
        Model model = new Model();
        steps.forEach(step -> {
            model.run(step);
            model.assertReadsOnlyGetNewer();
        });
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return steps(Act.values());
    }

    /** A failover that only numbers tell of, and a message lost after it, are one fault too many. */
    @Provide
    Arbitrary<List<Step>> heardSteps() {
        return steps(Arrays.stream(Act.values()).filter(act -> act != Act.LOSE).toArray(Act[]::new));
    }

    @Provide
    Arbitrary<List<Step>> losslessSteps() {
        return steps(
                Act.WRITE_ELSEWHERE,
                Act.WRITE_HERE,
                Act.REMOVE_HERE,
                Act.BEGIN_WRITE_HERE,
                Act.BEGIN_REMOVE_HERE,
                Act.END_CHANGE_HERE,
                Act.REMOVE_MANY_HERE,
                Act.DROP_HERE,
                Act.REMOVE_ELSEWHERE,
                Act.BEGIN_READ,
                Act.END_READ,
                Act.END_LAST_READ,
                Act.HEAR,
                Act.DROP,
                Act.FORGET);
    }

    @Provide
    Arbitrary<List<Step>> stepsOfAServerThatKeeps() {
        Set<Act> losses = EnumSet.of(Act.RESTART_EMPTY, Act.FORGET_STAMP, Act.FAIL_OVER);
        return steps(
                Arrays.stream(Act.values()).filter(act -> !losses.contains(act)).toArray(Act[]::new));
    }

    /** Reads overtake each other, and no message comes. */
    @Provide
    Arbitrary<List<Step>> readingSteps() {
        return steps(Act.WRITE_ELSEWHERE, Act.BEGIN_READ, Act.END_READ, Act.END_LAST_READ);
    }

    private static Arbitrary<List<Step>> steps(Act... acts) {
        Arbitrary<Act> act = Arbitraries.of(Arrays.stream(acts)
                .flatMap(each -> Collections.nCopies(each.often, each).stream())
                .toList());
        Arbitrary<Integer> key = Arbitraries.integers().between(0, KEYS.size() - 1);
        return Combinators.combine(act, key).as(Step::new).list().ofMinSize(5).ofMaxSize(60);
    }

    /** One bucket of Redis: all keys of this test have one hash. */
    private static final class Model {
        private final AtomicLong now = new AtomicLong(1);
        private final LocalTier<Long> local;
        private final Map<String, Long> values = new HashMap<>();
        private Map<String, Long> replica = new HashMap<>();
        private long replicaSeq;
        private String replicaEpoch = "e1";
        private int comparedSinceReplica;
        private String epoch = "e1";
        private long seq = 1;
        private int epochs = 1;
        private long next = 100;
        /** The lowest value of a key that is no older than the last change made here. */
        private final Map<String, Long> own = new HashMap<>();
        /** The lowest value of a key that is no older than the last change made or heard of here. */
        private final Map<String, Long> known = new HashMap<>();

        private final Map<String, Long> newest = new HashMap<>();
        private final ArrayDeque<Runnable> messages = new ArrayDeque<>();
        private final ArrayDeque<Runnable> reads = new ArrayDeque<>();
        private final ArrayDeque<Runnable> comparisons = new ArrayDeque<>();
        /** Replies to changes made here. */
        private final ArrayDeque<Runnable> changes = new ArrayDeque<>();

        private int alarms;

        Model() {
            local = new LocalTier<>(SETTINGS, now::get, () -> {}, cause -> {});
            assertThat(KEYS.stream().map(CacheKeys::bucket).distinct()).hasSizeLessThanOrEqualTo(2);
        }

        void run(Step step) {
            String key = KEYS.get(step.key() % 2 == 0 ? 0 : 1);
            now.incrementAndGet();
            switch (step.act()) {
                case WRITE_ELSEWHERE -> change(key, next++);
                case REMOVE_ELSEWHERE -> change(key, null);
                case WRITE_HERE -> {
                    local.leave(key);
                    long value = next++;
                    long before = seq;
                    change(key, value);
                    judge(local.wrote(key, stamp(), before, what(value)));
                    own(key, value);
                }
                case REMOVE_HERE -> {
                    local.leave(key);
                    long before = seq;
                    change(key, null);
                    judge(local.wrote(key, stamp(), before, null));
                    own(key, next);
                }
                case BEGIN_WRITE_HERE -> beginChange(key, next++);
                case BEGIN_REMOVE_HERE -> beginChange(key, null);
                case END_CHANGE_HERE -> poll(changes);
                case REMOVE_MANY_HERE -> {
                    change(key, null);
                    judge(local.wrote(BUCKET, stamp(), List.of(key)));
                    own(key, next);
                }
                case DROP_HERE -> drop();
                case BEGIN_READ -> {
                    Stamp stamp = stamp();
                    Long value = values.get(key);
                    reads.add(() -> local.admit(key, what(value), stamp));
                }
                case END_READ -> poll(reads);
                case END_LAST_READ -> {
                    if (!reads.isEmpty()) {
                        reads.pollLast().run();
                    }
                }
                case HEAR -> poll(messages);
                case LOSE -> messages.poll();
                case DROP -> {
                    long before = seq;
                    seq = after();
                    values.clear();
                    message(before, null);
                }
                case BEGIN_COMPARE -> beginCompare();
                case END_COMPARE -> poll(comparisons);
                case LOAD_BLIND -> {
                    // of a change that Redis was not told of, for instance
                    long mark = local.mark(key);
                    Long value = next++;
                    reads.add(() -> local.admitBlind(key, what(value), mark));
                }
                case RESTART_EMPTY, FORGET_STAMP -> {
                    // without its stamp no value counts
                    values.clear();
                    epoch = "e" + ++epochs;
                    seq = step.act() == Act.RESTART_EMPTY ? 1 : after();
                    // what is restarted empty has no replica that is older
                    if (step.act() == Act.RESTART_EMPTY) {
                        copy();
                    }
                }
                case FAIL_OVER -> {
                    // no longer ago than any failover takes
                    if (comparedSinceReplica <= 8) {
                        values.clear();
                        values.putAll(replica);
                        seq = Math.max(1, replicaSeq);
                        epoch = replicaEpoch;
                    }
                }
                case PASS_TIME -> copy();
                case FORGET -> local.forget();
            }
        }

        private void copy() {
            replica = new HashMap<>(values);
            replicaSeq = seq;
            replicaEpoch = epoch;
            comparedSinceReplica = 0;
        }

        private void own(String key, long lowest) {
            own.merge(key, lowest, Math::max);
            known.merge(key, lowest, Math::max);
        }

        /** Its reply comes later, perhaps after its message. */
        private void beginChange(String key, @Nullable Long value) {
            local.leave(key);
            long before = seq;
            change(key, value);
            Stamp stamp = stamp();
            long lowest = value == null ? next : value;
            changes.add(() -> {
                judge(local.wrote(key, stamp, before, value == null ? null : what(value)));
                own(key, lowest);
            });
        }

        /** All of the bucket goes; also what an instance does that finds it in doubt. */
        private void drop() {
            long before = seq;
            seq = after();
            values.clear();
            message(before, null);
            local.wrote(BUCKET, stamp(), null);
            KEYS.forEach(each -> own(each, next));
        }

        private void judge(boolean lost) {
            if (lost) {
                alarms++;
                drop();
            }
        }

        void assertNothingOlderThanWhatIsKnown() {
            values.forEach(
                    (key, value) -> assertThat(value).as(key).isGreaterThanOrEqualTo(known.getOrDefault(key, 0L)));
        }

        void compareNow() {
            reads.clear();
            comparisons.clear();
            messages.clear();
            beginCompare();
            poll(comparisons);
        }

        void endChanges() {
            while (!changes.isEmpty()) {
                poll(changes);
            }
        }

        void hearAll() {
            while (!messages.isEmpty()) {
                poll(messages);
            }
        }

        void assertNothingStale() {
            for (String key : KEYS.subList(0, 2)) {
                LocalEntry<Long> entry = local.find(key);
                if (entry != null) {
                    assertThat(entry.value()).as(key).isEqualTo(values.get(key));
                }
            }
        }

        void assertOwnChangesFelt() {
            KEYS.subList(0, 2).forEach(key -> {
                Long value = held(key);
                if (value != null) {
                    assertThat(value).as(key).isGreaterThanOrEqualTo(own.getOrDefault(key, 0L));
                }
            });
        }

        void assertReadsOnlyGetNewer() {
            KEYS.subList(0, 2).forEach(key -> {
                Long value = held(key);
                if (value != null) {
                    assertThat(value).as(key).isGreaterThanOrEqualTo(newest.getOrDefault(key, 0L));
                    newest.put(key, value);
                }
            });
        }

        private @Nullable Long held(String key) {
            LocalEntry<Long> entry = local.find(key);
            return entry == null ? null : entry.value();
        }

        private void change(String key, @Nullable Long value) {
            long before = seq;
            seq = after();
            if (value == null) {
                values.remove(key);
            } else {
                values.put(key, value);
            }
            message(before, key);
        }

        private long after() {
            return Math.max(seq + 1, now.get());
        }

        private void message(long before, @Nullable String key) {
            String at = epoch;
            long number = seq;
            // who says that anything may have changed need not have changed anything
            long lowest = key == null && !values.isEmpty() ? 0 : key == null ? next : values.getOrDefault(key, next);
            messages.add(() -> {
                Verdict verdict = local.changed(BUCKET, at, before, number, key == null ? null : List.of(key));
                for (String each : key == null ? KEYS : List.of(key)) {
                    known.merge(each, lowest, Math::max);
                }
                judge(verdict == Verdict.LOST);
            });
        }

        private void beginCompare() {
            List<LocalTier.Question> questions = local.questions(List.of());
            Stamp stamp = stamp();
            comparisons.add(() -> {
                comparedSinceReplica++;
                questions.forEach(question -> judge(local.compared(question, stamp) == Verdict.LOST));
            });
        }

        private static Admission<Long> what(@Nullable Long value) {
            return new Admission<>(value, 1_000_000, 3_600_000, 0);
        }

        private Stamp stamp() {
            return new Stamp(epoch, seq, 0);
        }

        private static void poll(ArrayDeque<Runnable> waiting) {
            Runnable first = waiting.poll();
            if (first != null) {
                first.run();
            }
        }
    }
}
