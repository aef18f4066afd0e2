package io.realtimeconnect.perf.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.awaitility.Awaitility;
import reactor.core.publisher.Mono;

/** Random writes, deaths and waits on two instances, with a source that is slow and fails now and then, against a map. */
class WriteBehindModelTest {

    private static final List<String> KEYS = List.of("a", "b", "c", "d");

    enum Act {
        PUT,
        REMOVE,
        READ,
        DIE,
        SHUT_DOWN,
        WAIT
    }

    record Step(Act act, int instance, int key, int pace) {}

    @Property(tries = 25)
    void whatWasAcceptedLastIsStoredLastAndNothingOutOfOrder(@ForAll("steps") List<Step> steps) {
        String name = "m" + UUID.randomUUID();
        RecordedSource<Integer> source = new RecordedSource<>(name);
        AtomicInteger calls = new AtomicInteger();
        List<Integer> paces = steps.stream().map(Step::pace).toList();
        source.before = changes -> {
            int pace = paces.get(calls.getAndIncrement() % paces.size());
            return pace % 5 == 0
                    ? Mono.delay(Duration.ofMillis(pace)).then(Mono.error(new IllegalStateException("now and then")))
                    : Mono.delay(Duration.ofMillis(pace)).then();
        };
        try (Instances instances = new Instances(Stores.redis().url())
                .withState(Stores.redis().url())
                .with(source)
                .with("caches." + name + ".strategy", "write-behind")
                .with("write-behind.delay", "40ms")
                .with("write-behind.retry", "10ms")
                .with("write-behind.max-retry", "40ms")
                .with("write-behind.attempts", "1000")
                .with("write-behind.store-timeout", "300ms")
                .with("write-behind.lease", "600ms")) {
            List<LayeredCaches> both = new ArrayList<>(List.of(instances.start(), instances.start()));
            Map<String, Integer> truth = new HashMap<>();
            int value = 0;
            for (Step step : steps) {
                String key = KEYS.get(step.key());
                TwoTierCache<Integer> cache = both.get(step.instance()).cache(name, Integer.class);
                switch (step.act()) {
                    case PUT -> {
                        cache.put(key, ++value).block();
                        truth.put(key, value);
                    }
                    case REMOVE -> {
                        cache.remove(key).block();
                        truth.remove(key);
                    }
                    case READ -> {
                        // from whoever knows, as a first tier may be told a moment later
                        cache.invalidate(key).block();
                        assertThat(cache.get(key).block()).as("%s", step).isEqualTo(truth.get(key));
                    }
                    case DIE -> {
                        // leases stay, what is under way goes on
                        both.get(step.instance()).flushing().stop();
                        both.set(step.instance(), instances.start());
                    }
                    case SHUT_DOWN -> {
                        both.get(step.instance()).flushing().stop(() -> {});
                        both.set(step.instance(), instances.start());
                    }
                    case WAIT -> Mono.delay(Duration.ofMillis(step.pace())).block();
                }
            }
            both.forEach(caches -> caches.cache(name, Integer.class));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> source.rows.equals(truth)
                            && both.get(0).flushing().backlogs().get(0).entries() == 0);
            Map<String, Long> last = new HashMap<>();
            for (List<CacheChange<Integer>> call : source.stores) {
                for (CacheChange<Integer> change : call) {
                    assertThat(change.version())
                            .as("stores of %s", change.key())
                            .isGreaterThanOrEqualTo(last.getOrDefault(change.key(), 0L));
                    last.put(change.key(), change.version());
                }
            }
            assertThat(source.rows).isEqualTo(truth);
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.frequency(
                                Tuple.of(10, Act.PUT),
                                Tuple.of(3, Act.REMOVE),
                                Tuple.of(4, Act.READ),
                                Tuple.of(1, Act.DIE),
                                Tuple.of(1, Act.SHUT_DOWN),
                                Tuple.of(3, Act.WAIT)),
                        Arbitraries.integers().between(0, 1),
                        Arbitraries.integers().between(0, KEYS.size() - 1),
                        Arbitraries.integers().between(1, 60))
                .as(Step::new)
                .list()
                .ofMinSize(5)
                .ofMaxSize(40);
    }
}
