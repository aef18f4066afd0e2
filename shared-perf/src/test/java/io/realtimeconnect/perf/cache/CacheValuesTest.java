package io.realtimeconnect.perf.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.realtimeconnect.stores.Stores;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Values of other programs, other versions, other sizes. */
class CacheValuesTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    /** Remembers the threads that made it. */
    record Traced(String text) {
        static final Queue<String> THREADS = new ConcurrentLinkedQueue<>();

        Traced {
            THREADS.add(Thread.currentThread().getName());
        }
    }

    /** Remembers the threads that wrote it. */
    record Written(String text) {
        static final Queue<String> THREADS = new ConcurrentLinkedQueue<>();

        @Override
        public String text() {
            THREADS.add(Thread.currentThread().getName());
            return text;
        }
    }

    /** Cannot be written. */
    record Sealed(String text) {
        @Override
        public String text() {
            if (text.startsWith("sealed")) {
                throw new IllegalStateException("sealed");
            }
            return text;
        }
    }

    record First(String name) {}

    record Second(String name, int age) {}

    private final String name = "c" + UUID.randomUUID();
    private final Instances instances = new Instances(Stores.redis().url());

    @AfterEach
    void close() {
        instances.close();
    }

    @Test
    void largeValuesAreDecodedOffTheEventLoop() {
        LayeredCaches all = instances.start();
        TwoTierCache<Traced> here = Instances.listening(all.cache(name, Traced.class));
        TwoTierCache<Traced> there = Instances.listening(instances.start().cache(name, Traced.class));
        here.put("small", new Traced("x")).block(LONG);
        // of 300 KB of text 64 KB are left, or next to nothing
        here.put("large", new Traced(noise(300_000))).block(LONG);
        here.put("packed", new Traced("x".repeat(300_000))).block(LONG);
        assertThat(decodedOn(there, "small")).doesNotStartWith("parallel");
        assertThat(decodedOn(there, "large")).startsWith("parallel");
        assertThat(decodedOn(there, "packed")).startsWith("parallel");

        SharedList<Traced> list = all.sharedState().list(name + "-list", Traced.class, LONG);
        list.append("l", java.util.List.of(new Traced("x".repeat(300_000)))).block(LONG);
        Traced.THREADS.clear();
        list.takeFirst("l").block(LONG);
        assertThat(Traced.THREADS.poll()).startsWith("parallel");
    }

    @Test
    void whereValuesAreLargeTheNextAreEncodedOffTheCallersThread() {
        TwoTierCache<Written> cache = Instances.listening(instances.start().cache(name, Written.class));
        String caller = Thread.currentThread().getName();
        assertThat(encodedOn(cache, "x")).isEqualTo(caller);
        encodedOn(cache, "x".repeat(100_000));
        assertThat(encodedOn(cache, "x")).startsWith("parallel");
        Flux.range(0, 100).concatMap(i -> cache.put("k", new Written("x"))).blockLast(LONG);
        assertThat(encodedOn(cache, "x")).isEqualTo(caller);
    }

    private static String encodedOn(TwoTierCache<Written> cache, String text) {
        Written.THREADS.clear();
        cache.put("k", new Written(text)).block(LONG);
        return Written.THREADS.poll();
    }

    private static String decodedOn(TwoTierCache<Traced> cache, String key) {
        Traced.THREADS.clear();
        assertThat(cache.get(key).block(LONG)).isNotNull();
        return Traced.THREADS.poll();
    }

    @Test
    void whatCannotBeReadIsLoadedAndWrittenAnew() {
        LayeredCaches all = instances.start();
        TwoTierCache<String> here = Instances.listening(all.cache(name, String.class));
        TwoTierCache<String> there = Instances.listening(instances.start().cache(name, String.class));
        CacheKeys keys = new CacheKeys("test." + name);
        byte[] noJson = Envelope.encode(1, 1, Long.MAX_VALUE, new byte[] {'{'}, 1000);
        byte[] otherFormat = Envelope.encode(1, 1, Long.MAX_VALUE, new byte[] {'"', '"'}, 1000);
        otherFormat[1] = 9;
        byte[] otherCodec =
                Envelope.encode(1, 1, Long.MAX_VALUE, "\"x\"".repeat(500).getBytes(StandardCharsets.UTF_8), 1000);
        ByteBuffer.wrap(otherCodec, Envelope.HEADER, 4).putInt(0x04224D18);
        int i = 0;
        for (byte[] envelope : new byte[][] {noJson, otherFormat, otherCodec, new byte[0], {1, 2, 3}}) {
            String key = "k" + i++;
            here.put(key, "old").block(LONG);
            byte[] raw = all.link().call(r -> r.get(keys.value(key))).block(LONG);
            int head = raw.length - Envelope.HEADER - "\"old\"".length();
            byte[] spoiled = ByteBuffer.allocate(head + envelope.length)
                    .put(raw, 0, head)
                    .put(envelope)
                    .array();
            all.link().call(r -> r.set(keys.value(key), spoiled)).block(LONG);
            assertThat(there.get(key).block(LONG)).as(key).isNull();
            assertThat(there.get(key, Mono.just("new")).block(LONG)).isEqualTo("new");
            here.invalidate(key + "x").block(LONG);
            TwoTierCache<String> third = Instances.listening(instances.start().cache(name, String.class));
            Awaitility.await()
                    .untilAsserted(() -> assertThat(third.get(key).block(LONG)).isEqualTo("new"));
        }
        all.link().call(r -> r.set(keys.value("bare"), new byte[] {'x'})).block(LONG);
        assertThat(there.get("bare", Mono.just("new")).block(LONG)).isEqualTo("new");
    }

    @Test
    void twoVersionsOfAProgramShareACacheAndReadTheirOwnOnly() {
        TwoTierCache<First> old = Instances.listening(instances.start().cache(name, First.class));
        instances.with("caches." + name + ".schema", "2");
        TwoTierCache<Second> next = Instances.listening(instances.start().cache(name, Second.class));
        TwoTierCache<Second> other = Instances.listening(instances.start().cache(name, Second.class));
        old.put("k", new First("Ada")).block(LONG);
        assertThat(next.get("k").block(LONG)).isNull();
        assertThat(next.get("k", Mono.just(new Second("Ada", 36))).block(LONG)).isEqualTo(new Second("Ada", 36));
        Awaitility.await()
                .untilAsserted(() -> assertThat(other.get("k").block(LONG)).isEqualTo(new Second("Ada", 36)));
        next.remove("k").block(LONG);
        Awaitility.await()
                .untilAsserted(() -> assertThat(old.get("k").block(LONG)).isNull());
        assertThat(old.get("k", Mono.just(new First("Eve"))).block(LONG)).isEqualTo(new First("Eve"));
        assertThat(next.putIfAbsent("k", new Second("Eve", 20)).block(LONG)).isTrue();
        assertThat(next.get("k").block(LONG)).isEqualTo(new Second("Eve", 20));
        Awaitility.await()
                .untilAsserted(() -> assertThat(old.get("k").block(LONG)).isNull());
    }

    @Test
    void whatIsTooLargeOrNoJsonLeavesNothingOldBehind() {
        instances.with("max-value", "1KB");
        TwoTierCache<Sealed> here = Instances.listening(instances.start().cache(name, Sealed.class));
        TwoTierCache<Sealed> there = Instances.listening(instances.start().cache(name, Sealed.class));
        Sealed old = new Sealed("old");
        for (Sealed bad : java.util.List.of(new Sealed("x".repeat(2000)), new Sealed("sealed"))) {
            here.put("k", old).block(LONG);
            assertThat(there.get("k").block(LONG)).isEqualTo(old);
            here.put("k", bad).block(LONG);
            assertThat(here.get("k").block(LONG)).isEqualTo(bad);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(there.get("k").block(LONG)).isNull());

            here.put("k", old).block(LONG);
            assertThat(there.get("k").block(LONG)).isEqualTo(old);
            assertThat(here.refresh("k", Mono.just(bad)).block(LONG)).isEqualTo(bad);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(there.get("k").block(LONG)).isNull());

            here.remove("k").block(LONG);
            assertThat(here.get("k", Mono.just(bad)).block(LONG)).isEqualTo(bad);
            assertThat(there.get("k", Mono.just(old)).block(LONG))
                    .as("the token is back")
                    .isEqualTo(old);
        }
    }

    @Test
    void whatIsTooLargeIsPutIfAbsentOverNothingThatIsThere() {
        instances.with("max-value", "1KB");
        TwoTierCache<String> here = Instances.listening(instances.start().cache(name, String.class));
        TwoTierCache<String> there = Instances.listening(instances.start().cache(name, String.class));
        String large = "x".repeat(2000);
        here.put("k", "there").block(LONG);
        assertThat(there.putIfAbsent("k", large).block(LONG)).isFalse();
        assertThat(here.get("k").block(LONG)).isEqualTo("there");
        assertThat(there.get("k").block(LONG)).isEqualTo("there");

        assertThat(there.putIfAbsent("none", large).block(LONG)).isTrue();
        assertThat(there.putIfAbsent("none", large).block(LONG)).isFalse();
        assertThat(there.get("none").block(LONG)).isEqualTo(large);
        assertThat(Flux.range(0, 100)
                        .flatMap(i -> there.putIfAbsent("at once", large), 100)
                        .collectList()
                        .block(LONG))
                .containsOnlyOnce(true);
    }

    @Test
    void whatIsTooLargeForRedisIsTooHeavyForATierThatWeighs() {
        instances.with("max-value", "1KB").with("caches." + name + ".max-weight", "64KB");
        TwoTierCache<String> cache = Instances.listening(instances.start().cache(name, String.class));
        for (int i = 0; i < 100; i++) {
            cache.put("k" + i, "x".repeat(2000)).block(LONG);
            assertThat(cache.get("l" + i, Mono.just("x".repeat(2000))).block(LONG))
                    .hasSize(2000);
        }
        cache.cleanUp();
        assertThat(cache.statistics().weight()).isBetween(0L, 65_536L);
        assertThat(cache.statistics().entries()).isZero();
    }

    @Test
    void versionsHaveSixtyThreeBits() {
        TwoTierCache<String> here = Instances.listening(instances.start().cache(name, String.class));
        TwoTierCache<String> there = Instances.listening(instances.start().cache(name, String.class));
        here.put("k", "new", Long.MAX_VALUE).block(LONG);
        there.put("k", "old", Long.MAX_VALUE - 1).block(LONG);
        assertThat(there.get("k").block(LONG)).isEqualTo("new");
        there.remove("k", Long.MAX_VALUE).block(LONG);
        assertThat(there.get("k").block(LONG)).isEqualTo("new");
        here.put("l", "nine", 9).block(LONG);
        there.put("l", "ten", 10).block(LONG);
        here.put("l", "nine", 9).block(LONG);
        assertThat(there.get("l").block(LONG)).isEqualTo("ten");
        there.remove("l", 11).block(LONG);
        assertThat(there.get("l").block(LONG)).isNull();
    }

    @Test
    void whatATagStandsForIsNotKeptWithoutIt() {
        instances.with("lease-wait", "100ms");
        LayeredCaches all = instances.start();
        TwoTierCache<String> hung = Instances.listening(all.cache(name, String.class));
        TwoTierCache<String> alone = Instances.listening(instances.start().cache(name, String.class));
        CacheOptions tagged = CacheOptions.of(o -> o.tags("t"));
        hung.get("k", Mono.<String>never(), tagged).subscribe(value -> {}, failure -> {});
        Awaitility.await().until(() -> ((LayeredCache<String>) hung).meters.misses.sum() == 1);
        assertThat(alone.get("k", Mono.just("old"), tagged).block(LONG)).isEqualTo("old");
        hung.invalidateTag("t").block(LONG);
        assertThat(alone.get("k", Mono.just("new"), tagged).block(LONG)).isEqualTo("new");
        assertThatThrownBy(() -> alone.get("none", Mono.error(new IllegalStateException("x")), tagged)
                        .block(LONG))
                .hasMessage("x");
    }

    @Test
    void whatATagStandsForIsNotKeptWhereRedisIsSkippedEither() {
        TwoTierCache<String> cache = Instances.listening(instances.start().cache(name, String.class));
        CacheOptions here = CacheOptions.of(o -> o.skipRemote().tags("t"));
        assertThat(cache.get("k", Mono.just("old"), here).block(LONG)).isEqualTo("old");
        cache.invalidateTag("t").block(LONG);
        assertThat(cache.get("k", Mono.just("new"), here).block(LONG)).isEqualTo("new");
    }

    private static String noise(int length) {
        Random random = new Random(1);
        StringBuilder noise = new StringBuilder(length);
        random.ints(length, 'a', 'z').forEach(c -> noise.append((char) c));
        return noise.toString();
    }
}
