package io.realtimeconnect.perf.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.lettuce.core.RestoreArgs;
import io.realtimeconnect.stores.RedisServer;
import io.realtimeconnect.stores.Stores;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Random operations on two instances over a real Redis against a map with time: time is stepped, messages come late, twice or never, the
 * truth changes behind the cache's back, loads take their time, Redis forgets a stamp, a value, all, or its last changes. An answer is right
 * if it was true after the last change that the instance has heard of, or made itself, and within the windows.
 */
class TwoInstancesInTimeTest {

    private static final List<String> KEYS = List.of("a", "a:1", "a:2", "ab", "b", "b:1");
    private static final long TTL = 100_000;
    private static final long NEGATIVE = 30_000;
    private static final long REVALIDATE = 40_000;
    private static final long FAIL_SAFE = 200_000;
    private static final Map<String, String> PROPERTIES = Map.of(
            "c.ttl",
            TTL + "ms",
            "c.local-ttl",
            "20s",
            "c.negative-ttl",
            NEGATIVE + "ms",
            "c.stale-while-revalidate",
            REVALIDATE + "ms",
            "c.fail-safe",
            FAIL_SAFE + "ms",
            "c.jitter",
            "0",
            "c.soft-timeout",
            "20s",
            "c.hard-timeout",
            "40s");
    private static final Duration LONG = Duration.ofSeconds(30);

    private static final RedisServer REDIS = Stores.privateRedis();
    private static final List<SteppedInstance> BOTH = List.of(
            new SteppedInstance(REDIS.store().url()),
            new SteppedInstance(REDIS.store().url()));

    @AfterContainer
    static void close() {
        BOTH.forEach(SteppedInstance::close);
        REDIS.close();
    }

    enum Act {
        FIND,
        LOAD,
        LOAD_MANY,
        FAIL,
        FAIL_MANY,
        BEGIN_LOAD,
        END_LOAD,
        PUT,
        PUT_IN_DISORDER,
        REMOVE_IN_DISORDER,
        PUT_IF_ABSENT,
        PUT_TAGGED,
        REFRESH,
        CHANGE_UNHEARD,
        REMOVE,
        REMOVE_MANY,
        TAG,
        PREFIX,
        PATTERN,
        CLEAR,
        STEP,
        HEAR,
        LOSE,
        REPEAT,
        COMPARE,
        FORGET_STAMP,
        FORGET_VALUE,
        COPY,
        RESTART_EMPTY,
        FAIL_OVER
    }

    record Step(Act act, int instance, int key, int number) {}

    @Property(tries = 40)
    void whatIsAnsweredWasTrueOfLate(@ForAll("steps") List<Step> steps) {
        Model model = new Model();
        try {
            for (Step step : steps) {
                model.run(step);
            }
            model.compareAll();
            for (int instance = 0; instance < 2; instance++) {
                for (int key = 0; key < KEYS.size(); key++) {
                    model.run(new Step(Act.FIND, instance, key, 0));
                }
            }
        } finally {
            model.end();
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(Arrays.stream(Act.values())
                                .flatMap(act -> Collections.nCopies(often(act), act).stream())
                                .toList()),
                        Arbitraries.integers().between(0, 1),
                        Arbitraries.integers().between(0, KEYS.size() - 1),
                        Arbitraries.integers().between(0, 1000))
                .as(Step::new)
                .list()
                .ofMinSize(10)
                .ofMaxSize(60);
    }

    /** About half of all acts are changes: were they not heard of as often, no message would ever be the next. */
    private static int often(Act act) {
        return switch (act) {
            case HEAR -> 12;
            case FIND, LOAD, BEGIN_LOAD, END_LOAD -> 2;
            default -> 1;
        };
    }

    /** The truth of a key from then on. */
    private record Truth(@Nullable Integer value, long ms, int step) {}

    private record Held(int from, long ms, Sinks.Empty<Void> gate, Mono<Integer> answer) {}

    /** Messages of one change, and the keys of which one knows once one has heard them all. */
    private static final class News {
        private final ArrayDeque<String> messages;
        private final Set<String> keys;
        private final int step;
        private boolean whole = true;

        News(List<String> messages, Set<String> keys, int step) {
            this.messages = new ArrayDeque<>(messages);
            this.keys = keys;
            this.step = step;
        }
    }

    private static final class Instance {
        private final LayeredCache<Integer> cache;
        private final ArrayDeque<News> news = new ArrayDeque<>();
        private final Map<String, Integer> knows = new HashMap<>();
        private final Map<String, Long> failedAt = new HashMap<>();
        private final Map<String, Held> held = new HashMap<>();
        private int comparisons;

        Instance(LayeredCache<Integer> cache) {
            this.cache = cache;
        }
    }

    private static final class Model {
        private final String name = "t" + UUID.randomUUID();
        private final SteppedInstance.Time time = new SteppedInstance.Time();
        private final List<Instance> instances = BOTH.stream()
                .map(each -> new Instance(each.cache(name, PROPERTIES, time)))
                .toList();
        private final Map<String, List<Truth>> truth = new HashMap<>();
        private final Map<String, Long> versions = new HashMap<>();
        private final Map<String, Integer> announced = new HashMap<>();
        private final Map<String, Long> slack = new HashMap<>();
        /** Keys of which Redis knows that they carry the tag. */
        private final Set<String> tagged = new HashSet<>();

        private Map<byte[], byte[]> copy = Map.of();
        private Set<String> taggedInCopy = Set.of();
        private int step;
        private int next;

        Model() {
            KEYS.forEach(key -> truth.put(key, new ArrayList<>(List.of(new Truth(null, time.millis(), 0)))));
        }

        void run(Step act) {
            step++;
            Instance at = instances.get(act.instance());
            LayeredCache<Integer> cache = at.cache;
            String key = KEYS.get(act.key());
            boolean held = instances.stream().anyMatch(each -> each.held.containsKey(key));
            Mono<Integer> loader = Mono.fromSupplier(() -> now(key));
            switch (act.act()) {
                case FIND -> {
                    Optional<Integer> found = cache.find(key).block(LONG);
                    if (found != null) {
                        check(
                                at,
                                key,
                                found.orElse(null),
                                time.millis() - failedAt(at, key) <= 1000 ? FAIL_SAFE : 0,
                                act);
                    }
                }
                case LOAD -> {
                    if (!held) {
                        check(
                                at,
                                key,
                                cache.get(key, loader).block(LONG),
                                at.failedAt.containsKey(key) ? FAIL_SAFE : REVALIDATE,
                                act);
                        settle(Set.of());
                    }
                }
                case LOAD_MANY -> {
                    List<String> free = free();
                    Map<String, Integer> found = cache.getAll(
                                    free,
                                    missing -> Mono.fromSupplier(() -> {
                                        Map<String, Integer> values = new HashMap<>();
                                        missing.forEach(each -> {
                                            Integer value = now(each);
                                            if (value != null) {
                                                values.put(each, value);
                                            }
                                        });
                                        return values;
                                    }))
                            .block(LONG);
                    free.forEach(each ->
                            check(at, each, found.get(each), at.failedAt.containsKey(each) ? FAIL_SAFE : 0, act));
                    settle(Set.of());
                }
                case FAIL -> {
                    if (!held) {
                        try {
                            Integer found = cache.get(key, Mono.<Integer>error(new IllegalStateException("down")))
                                    .block(LONG);
                            check(at, key, found, FAIL_SAFE, act);
                            at.failedAt.put(key, time.millis());
                        } catch (IllegalStateException down) {
                            assertThat(down).hasMessage("down");
                        }
                        settle(Set.of());
                    }
                }
                case FAIL_MANY -> {
                    List<String> free = free();
                    try {
                        Map<String, Integer> found = cache.getAll(
                                        free, missing -> Mono.error(new IllegalStateException("down")))
                                .block(LONG);
                        free.forEach(each -> check(at, each, found.get(each), FAIL_SAFE, act));
                    } catch (IllegalStateException down) {
                        assertThat(down).hasMessage("down");
                    }
                    free.forEach(each -> at.failedAt.put(each, time.millis()));
                    settle(Set.of());
                }
                case BEGIN_LOAD -> {
                    if (!held) {
                        begin(at, key);
                    }
                }
                case END_LOAD -> end(at, key);
                case PUT -> {
                    change(key, ++next);
                    versions.merge(key, 1L, Long::sum);
                    if (act.number() % 2 == 0) {
                        cache.put(key, next).block(LONG);
                    } else {
                        cache.put(key, next, versions.get(key)).block(LONG);
                    }
                    tagged.remove(key);
                    changed(at, Set.of(key));
                }
                case PUT_IN_DISORDER -> {
                    // of two writers the later comes first
                    change(key, ++next);
                    int earlier = next;
                    change(key, ++next);
                    long version = versions.merge(key, 2L, Long::sum);
                    LayeredCache<Integer> other = instances.get(1 - act.instance()).cache;
                    cache.put(key, next, version).block(LONG);
                    other.put(key, earlier, version - 1).block(LONG);
                    tagged.remove(key);
                    changed(at, Set.of(key));
                }
                case REMOVE_IN_DISORDER -> {
                    // who removes comes before who puts what was before
                    if (held) {
                        return;
                    }
                    change(key, ++next);
                    int earlier = next;
                    change(key, ++next);
                    long version = versions.merge(key, 2L, Long::sum);
                    cache.remove(key, version).block(LONG);
                    if (act.number() % 2 == 0) {
                        assertThat(cache.get(key, loader).block(LONG)).isEqualTo(next);
                        settlePings();
                    }
                    instances
                            .get(1 - act.instance())
                            .cache
                            .put(key, earlier, version - 1)
                            .block(LONG);
                    tagged.remove(key);
                    changed(at, Set.of(key));
                }
                case PUT_IF_ABSENT -> {
                    if (Boolean.TRUE.equals(cache.putIfAbsent(key, next + 1).block(LONG))) {
                        change(key, ++next);
                        tagged.remove(key);
                        changed(at, Set.of(key));
                    } else {
                        settle(Set.of());
                    }
                }
                case PUT_TAGGED -> {
                    change(key, ++next);
                    cache.put(key, next, CacheOptions.of(o -> o.tags("t"))).block(LONG);
                    tagged.add(key);
                    changed(at, Set.of(key));
                }
                case REFRESH -> {
                    if (!held) {
                        change(key, ++next);
                        assertThat(cache.refresh(key, loader).block(LONG))
                                .as("%s", act)
                                .isEqualTo(next);
                        changed(at, Set.of(key));
                    }
                }
                case CHANGE_UNHEARD -> change(key, act.number() % 3 == 0 ? null : ++next);
                case REMOVE -> {
                    change(key, act.number() % 2 == 0 ? null : ++next);
                    cache.remove(key).block(LONG);
                    changed(at, Set.of(key));
                }
                case REMOVE_MANY -> {
                    List<String> some = KEYS.subList(0, 3);
                    some.forEach(each -> change(each, ++next));
                    cache.removeAll(some).block(LONG);
                    changed(at, some);
                }
                case TAG -> {
                    Set<String> all = Set.copyOf(tagged);
                    all.forEach(each -> change(each, ++next));
                    cache.invalidateTag("t").block(LONG);
                    tagged.clear();
                    changed(at, all);
                }
                case PREFIX -> {
                    List<String> below = KEYS.stream()
                            .filter(each -> each.equals(key) || each.startsWith(key + ":"))
                            .toList();
                    below.forEach(each -> change(each, ++next));
                    cache.invalidatePrefix(key).block(LONG);
                    changed(at, below);
                }
                case PATTERN -> {
                    List<String> matching = KEYS.stream()
                            .filter(each -> each.matches("a.*[b2]"))
                            .toList();
                    matching.forEach(each -> change(each, ++next));
                    cache.invalidatePattern("a*[b2]").block(LONG);
                    changed(at, matching);
                }
                case CLEAR -> {
                    KEYS.forEach(each -> change(each, ++next));
                    cache.clear().block(LONG);
                    changed(at, KEYS);
                }
                case STEP ->
                    time.step(Duration.ofMillis(List.of(500L, 5_000L, 19_999L, 30_000L, 60_000L, 150_000L)
                            .get(act.number() % 6)));
                case HEAR -> hear(at);
                case LOSE -> {
                    News first = at.news.peek();
                    if (first != null && !first.messages.isEmpty()) {
                        first.messages.poll();
                        first.whole = false;
                    }
                }
                case REPEAT -> {
                    News first = at.news.peek();
                    if (first != null && !first.messages.isEmpty()) {
                        at.news.add(new News(List.of(first.messages.peek()), Set.of(), step));
                    }
                }
                case COMPARE -> compare(at);
                case FORGET_STAMP -> delete(names().stamp(CacheKeys.bucket(key)));
                case FORGET_VALUE -> delete(names().value(key));
                case COPY -> copy();
                case RESTART_EMPTY -> {
                    BOTH.get(0).link.call(redis -> redis.flushall()).block(LONG);
                    tagged.clear();
                    instances.forEach(each -> each.comparisons += 100);
                }
                case FAIL_OVER -> failOver(act.number() % 2 == 0);
            }
        }

        void compareAll() {
            instances.forEach(this::compare);
            instances.forEach(this::compare);
        }

        void end() {
            instances.forEach(
                    each -> each.held.values().forEach(load -> load.gate().tryEmitEmpty()));
            BOTH.forEach(each -> each.done(name));
        }

        private void compare(Instance at) {
            at.cache.coherence.compare().then(at.cache.repair()).block(LONG);
            at.comparisons++;
            settle(Set.of());
            announced.forEach((each, last) -> at.knows.merge(each, last, Math::max));
        }

        /** The last changes are lost, from the copy on; the instances notice by the name of the server, or by the numbers alone. */
        private void failOver(boolean named) {
            // no longer ago than any fail-over takes
            if (copy.isEmpty() || instances.stream().anyMatch(each -> each.comparisons > 8)) {
                return;
            }
            BOTH.get(0).link.call(redis -> redis.flushall()).block(LONG);
            copy.forEach((key, value) -> BOTH.get(0)
                    .link
                    .call(redis -> redis.restore(
                            new String(key, StandardCharsets.UTF_8), value, RestoreArgs.Builder.ttl(3_600_000)))
                    .block(LONG));
            tagged.retainAll(taggedInCopy);
            if (named) {
                instances.forEach(each -> each.cache.coherence.anotherServer());
            }
            compareAll();
        }

        private void copy() {
            Map<byte[], byte[]> all = new HashMap<>();
            CacheLink link = BOTH.get(0).link;
            for (String key : link.call(redis -> redis.keys("*")).block(LONG)) {
                byte[] value = link.call(redis -> redis.dump(key)).block(LONG);
                if (value != null) {
                    all.put(key.getBytes(StandardCharsets.UTF_8), value);
                }
            }
            copy = all;
            taggedInCopy = Set.copyOf(tagged);
            instances.forEach(each -> each.comparisons = 0);
        }

        private void begin(Instance at, String key) {
            Sinks.Empty<Void> gate = Sinks.empty();
            boolean[] loading = new boolean[1];
            Mono<Integer> answer = at.cache
                    .get(key, Mono.defer(() -> {
                        loading[0] = true;
                        Integer then = now(key);
                        return gate.asMono().then(Mono.justOrEmpty(then));
                    }))
                    .cache();
            boolean[] answered = new boolean[1];
            answer.subscribe(value -> {}, failure -> {}, () -> answered[0] = true);
            Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> loading[0] || answered[0]);
            settlePings();
            if (loading[0]) {
                at.held.put(key, new Held(step, time.millis(), gate, answer));
            }
            settle(Set.of());
        }

        private void end(Instance at, String key) {
            Held load = at.held.remove(key);
            if (load == null) {
                return;
            }
            slack.merge(key, time.millis() - load.ms(), Math::max);
            load.gate().tryEmitEmpty();
            load.answer().block(LONG);
            settle(Set.of());
        }

        private void hear(Instance at) {
            News first = at.news.poll();
            if (first == null) {
                return;
            }
            first.messages.forEach(at.cache.coherence::told);
            if (first.whole) {
                first.keys.forEach(each -> at.knows.merge(each, first.step, Math::max));
            }
        }

        private List<String> free() {
            return KEYS.stream()
                    .filter(each -> instances.stream().noneMatch(one -> one.held.containsKey(each)))
                    .toList();
        }

        private @Nullable Integer now(String key) {
            List<Truth> of = truth.get(key);
            return of.get(of.size() - 1).value();
        }

        private void change(String key, @Nullable Integer value) {
            truth.get(key).add(new Truth(value, time.millis(), step));
        }

        private void changed(Instance at, Collection<String> keys) {
            keys.forEach(each -> {
                at.knows.put(each, step);
                announced.put(each, step);
            });
            settle(Set.copyOf(keys));
        }

        private static long failedAt(Instance at, String key) {
            return at.failedAt.getOrDefault(key, Long.MIN_VALUE / 2);
        }

        /** @param more how long past its freshness the answer may be used */
        private void check(Instance at, String key, @Nullable Integer answer, long more, Step act) {
            List<Truth> of = truth.get(key);
            long window = (answer == null ? NEGATIVE : TTL + more) + slack.getOrDefault(key, 0L);
            for (int i = of.size() - 1; i >= 0; i--) {
                Truth each = of.get(i);
                boolean equal = answer == null ? each.value() == null : answer.equals(each.value());
                if (!equal) {
                    continue;
                }
                if (i == of.size() - 1) {
                    return;
                }
                Truth after = of.get(i + 1);
                if (after.step() > at.knows.getOrDefault(key, 0) && after.ms() >= time.millis() - window) {
                    return;
                }
                fail("%s of %s at %s; %s; knows %s; now %s", answer, key, act, of, at.knows.get(key), time.millis());
            }
            fail("%s of %s at %s was never true: %s", answer, key, act, of);
        }

        private CacheKeys names() {
            return new CacheKeys("test." + name);
        }

        private void delete(String redisKey) {
            BOTH.get(0).link.call(redis -> redis.del(redisKey)).block(LONG);
        }

        /** Waits for what goes on behind the answers, and brings the messages in. */
        private void settle(Set<String> keys) {
            instances.forEach(each -> Awaitility.await()
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> each.held.keySet().containsAll(each.cache.flights.keys())));
            settlePings();
            String mark = "mark|" + UUID.randomUUID();
            BOTH.get(0)
                    .link
                    .call(redis -> redis.publish(names().channel(), mark.getBytes(StandardCharsets.UTF_8)))
                    .block(LONG);
            for (int i = 0; i < 2; i++) {
                List<String> messages = BOTH.get(i).until(mark);
                if (!messages.isEmpty()) {
                    instances.get(i).news.add(new News(messages, keys, step));
                }
            }
        }

        /** One ping for each command that a load sends after the other. */
        private static void settlePings() {
            for (int i = 0; i < 4; i++) {
                BOTH.forEach(each -> each.link.call(redis -> redis.ping()).block(LONG));
            }
        }
    }
}
