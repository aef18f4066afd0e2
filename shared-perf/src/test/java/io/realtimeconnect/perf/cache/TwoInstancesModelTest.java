package io.realtimeconnect.perf.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import org.awaitility.Awaitility;
import reactor.core.publisher.Mono;

/** Random operations on two instances over a real Redis against a map. */
class TwoInstancesModelTest {

    private static final List<String> KEYS = List.of("a", "a:1", "a:2", "ab", "b", "b:1");
    private static final Instances INSTANCES = new Instances(Stores.redis().url());
    private static final List<LayeredCaches> BOTH = List.of(INSTANCES.start(), INSTANCES.start());

    enum Act {
        GET,
        LOAD,
        LOAD_MANY,
        PUT,
        PUT_IF_ABSENT,
        PUT_TAGGED,
        REFRESH,
        REMOVE,
        REMOVE_MANY,
        TAG,
        PREFIX,
        CLEAR
    }

    record Step(Act act, int instance, int key, int value) {}

    @AfterContainer
    static void close() {
        INSTANCES.close();
    }

    @Property(tries = 40)
    void bothInstancesAreTheMap(@ForAll("steps") List<Step> steps) {
        String name = "m" + UUID.randomUUID();
        List<TwoTierCache<Integer>> caches = BOTH.stream()
                .map(all -> Instances.listening(all.cache(name, Integer.class)))
                .toList();
        Map<String, Integer> truth = new HashMap<>();
        Set<String> tagged = new HashSet<>();
        for (Step step : steps) {
            TwoTierCache<Integer> cache = caches.get(step.instance());
            String key = KEYS.get(step.key());
            switch (step.act()) {
                case GET -> {
                    Integer found = cache.get(key).block();
                    assertThat(found == null || found.equals(truth.get(key)))
                            .as("%s at %s", found, step)
                            .isTrue();
                }
                case LOAD ->
                    assertThat(cache.get(key, Mono.fromSupplier(() -> truth.get(key)))
                                    .block())
                            .as("%s", step)
                            .isEqualTo(truth.get(key));
                case LOAD_MANY ->
                    assertThat(cache.getAll(KEYS, missing -> {
                                        Map<String, Integer> found = new HashMap<>(truth);
                                        found.keySet().retainAll(missing);
                                        return Mono.just(found);
                                    })
                                    .block())
                            .isEqualTo(truth);
                case PUT -> {
                    truth.put(key, step.value());
                    change(caches, () -> cache.put(key, step.value()));
                }
                case PUT_IF_ABSENT -> {
                    // what is there may not be cached: then it is put, and is the truth from then on
                    boolean[] put = new boolean[1];
                    change(
                            caches,
                            () -> cache.putIfAbsent(key, step.value())
                                    .doOnNext(done -> put[0] = done)
                                    .then());
                    assertThat(put[0] || truth.containsKey(key)).as("%s", step).isTrue();
                    if (put[0]) {
                        truth.put(key, step.value());
                    }
                }
                case PUT_TAGGED -> {
                    truth.put(key, step.value());
                    tagged.add(key);
                    change(caches, () -> cache.put(key, step.value(), CacheOptions.of(o -> o.tags("t"))));
                }
                case REFRESH -> {
                    truth.put(key, step.value());
                    change(
                            caches,
                            () -> cache.refresh(key, Mono.just(step.value())).then());
                }
                case REMOVE_MANY -> {
                    truth.keySet().removeAll(KEYS.subList(0, 3));
                    change(caches, () -> cache.removeAll(KEYS.subList(0, 3)));
                }
                case TAG -> {
                    // a key keeps its tag until it is invalidated by it: more may go, and are then loaded
                    change(caches, () -> cache.invalidateTag("t"));
                    for (TwoTierCache<Integer> each : caches) {
                        tagged.forEach(gone -> assertThat(each.get(gone).block())
                                .as("%s", step)
                                .isNull());
                    }
                    tagged.clear();
                }
                case REMOVE -> {
                    truth.remove(key);
                    change(caches, () -> cache.remove(key));
                }
                case PREFIX -> {
                    truth.keySet().removeIf(k -> k.equals(key) || k.startsWith(key + ":"));
                    change(caches, () -> cache.invalidatePrefix(key));
                }
                case CLEAR -> {
                    truth.clear();
                    change(caches, cache::clear);
                }
            }
        }
    }

    /** Makes the change, and waits until both have heard of a later one: messages arrive in order. */
    private static void change(List<TwoTierCache<Integer>> caches, Supplier<Mono<Void>> change) {
        change.get().block(Duration.ofSeconds(5));
        String marker = "marker:" + UUID.randomUUID();
        caches.get(0).put(marker, 1).block();
        long last = ((LayeredCache<Integer>) caches.get(0))
                .remote
                .stamp(CacheKeys.bucket(marker))
                .block()
                .seq();
        for (TwoTierCache<Integer> cache : caches) {
            Bucket bucket = ((LayeredCache<Integer>) cache).local.bucket(marker);
            Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> {
                synchronized (bucket) {
                    return bucket.applied >= last;
                }
            });
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.frequency(
                                Tuple.of(3, Act.GET),
                                Tuple.of(6, Act.LOAD),
                                Tuple.of(2, Act.LOAD_MANY),
                                Tuple.of(5, Act.PUT),
                                Tuple.of(2, Act.PUT_IF_ABSENT),
                                Tuple.of(2, Act.PUT_TAGGED),
                                Tuple.of(2, Act.REFRESH),
                                Tuple.of(1, Act.REMOVE_MANY),
                                Tuple.of(1, Act.TAG),
                                Tuple.of(3, Act.REMOVE),
                                Tuple.of(1, Act.PREFIX),
                                Tuple.of(1, Act.CLEAR)),
                        Arbitraries.integers().between(0, 1),
                        Arbitraries.integers().between(0, KEYS.size() - 1),
                        Arbitraries.integers().between(0, 1000))
                .as(Step::new)
                .list()
                .ofMinSize(5)
                .ofMaxSize(40);
    }
}
