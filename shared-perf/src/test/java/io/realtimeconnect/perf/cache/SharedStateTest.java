package io.realtimeconnect.perf.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.realtimeconnect.stores.RedisServer;
import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class SharedStateTest {

    record Member(String name, int age) {}

    private static final Member ADA = new Member("Ada", 36);
    private static final Member EVE = new Member("Eve", 20);
    private static final Duration HOUR = Duration.ofHours(1);

    private final String name = "s" + UUID.randomUUID();
    private final Instances instances = new Instances(Stores.redis().url());

    @AfterEach
    void close() {
        instances.close();
    }

    @Test
    void aHashHasFields() {
        SharedHash<Member> one = instances.start().sharedState().hash(name, Member.class, HOUR);
        SharedHash<Member> two = instances.start().sharedState().hash(name, Member.class, HOUR);
        assertThat(one.put("h", "a", ADA).block()).isTrue();
        assertThat(two.put("h", "a", EVE).block()).isFalse();
        assertThat(two.putIfAbsent("h", "a", ADA).block()).isFalse();
        assertThat(one.putAll("h", Map.of("b", ADA, "c", ADA)).block()).isEqualTo(2);
        assertThat(two.get("h", "a").block()).isEqualTo(EVE);
        assertThat(two.get("h", "none").block()).isNull();
        assertThat(two.getAll("h", List.of("a", "none", "c")).block()).isEqualTo(Map.of("a", EVE, "c", ADA));
        assertThat(two.getAll("h").block()).containsOnlyKeys("a", "b", "c");
        assertThat(one.remove("h", "b", "none").block()).isEqualTo(1);
        assertThat(two.size("h").block()).isEqualTo(2);
        assertThat(one.delete("h").block()).isTrue();
        assertThat(one.getAll("h").block()).isEmpty();
    }

    @Test
    void kindsOfOneNameDoNotMeet() {
        SharedState state = instances.start().sharedState();
        assertThat(state.hash(name, Member.class, HOUR).put("k", "a", ADA).block())
                .isTrue();
        assertThat(state.list(name, Member.class, HOUR)
                        .append("k", List.of(EVE))
                        .block())
                .isEqualTo(1);
        assertThat(state.counter(name, HOUR).add("k", 2).block()).isEqualTo(2);
    }

    @Test
    void whatRedisRefusesIsTheCallersAndSaysNothingOfRedis() {
        LayeredCaches caches = instances.start();
        SharedCounter counter = caches.sharedState().counter(name, HOUR);
        counter.add("k", Long.MAX_VALUE).block();
        for (int i = 0; i < 30; i++) {
            assertThatThrownBy(() -> counter.add("k", 1).block())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(name);
        }
        assertThat(caches.link().breaker().getState()).isEqualTo(CircuitBreaker.State.CLOSED);
    }

    @Test
    void aListIsInOrder() {
        SharedList<Member> list = instances.start().sharedState().list(name, Member.class, HOUR);
        assertThat(list.append("l", List.of(ADA, EVE)).block()).isEqualTo(2);
        assertThat(list.prepend("l", List.of(EVE)).block()).isEqualTo(3);
        assertThat(list.range("l", 0, -1).collectList().block()).containsExactly(EVE, ADA, EVE);
        assertThat(list.takeFirst("l").block()).isEqualTo(EVE);
        assertThat(list.takeLast("l").block()).isEqualTo(EVE);
        list.append("l", List.of(EVE, EVE)).block();
        list.trim("l", 0, 1).block();
        assertThat(list.size("l").block()).isEqualTo(2);
        assertThat(list.takeFirst("none").block()).isNull();
    }

    @Test
    void aSetHoldsEachOnce() {
        SharedSet<Member> set = instances.start().sharedState().set(name, Member.class, HOUR);
        assertThat(set.add("s", List.of(ADA, EVE)).block()).isEqualTo(2);
        assertThat(set.add("s", List.of(new Member("Ada", 36))).block()).isZero();
        assertThat(set.contains("s", ADA).block()).isTrue();
        assertThat(set.remove("s", List.of(ADA)).block()).isEqualTo(1);
        assertThat(set.contains("s", ADA).block()).isFalse();
        assertThat(set.members("s").block()).containsExactly(EVE);
        assertThat(set.size("s").block()).isEqualTo(1);
    }

    @Test
    void countersCountTogetherAndExpire() {
        SharedCounter one = instances.start().sharedState().counter(name, HOUR);
        SharedCounter two = instances.start().sharedState().counter(name, HOUR);
        assertThat(one.get("c").block()).isZero();
        Flux.range(0, 100).flatMap(i -> (i % 2 == 0 ? one : two).add("c", 2)).blockLast();
        assertThat(two.get("c").block()).isEqualTo(200);
        assertThat(one.add("c", -50).block()).isEqualTo(150);
        SharedCounter brief = instances.start().sharedState().counter(name, Duration.ofMillis(50));
        brief.add("b", 1).block();
        Awaitility.await().until(() -> brief.get("b").block() == 0);
        assertThatThrownBy(() -> instances.start().sharedState().counter(name, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void largeValuesAreCompressedAndTooLargeOnesRefused() {
        instances.with("max-value", "64KB");
        LayeredCaches caches = instances.start();
        SharedList<String> list = caches.sharedState().list(name, String.class, HOUR);
        String large = "abc".repeat(10_000);
        list.append("l", List.of(large)).block();
        assertThat(list.range("l", 0, 0).blockFirst()).isEqualTo(large);
        assertThat(caches.link()
                        .call(r -> r.lrange("{test." + name + ":list:l}", 0, 0))
                        .block()
                        .get(0))
                .hasSizeLessThan(1000);
        assertThatThrownBy(() -> list.append("l", List.of("x".repeat(70_000))).block())
                .isInstanceOf(IllegalArgumentException.class);
        // what another version of the program may have left there
        caches.link()
                .call(r -> r.rpush("{test." + name + ":list:l}", new byte[] {1, 2, 3}))
                .block();
        assertThat(list.range("l", 0, -1).collectList().block()).containsExactly(large);
    }

    @Test
    void whatIsCompressedOfItIsInTheFiguresOfItsName() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        SharedState state = instances.with(meters).start().sharedState();
        state.list(name, String.class, HOUR)
                .append("l", List.of("abc".repeat(10_000)))
                .block();
        state.hash(name, String.class, HOUR).put("h", "f", "abc".repeat(10_000)).block();
        assertThat(meters.get("cache.compression")
                        .tags("cache", name, "form", "plain")
                        .counter()
                        .count())
                .isBetween(60_000.0, 60_100.0);
        assertThat(meters.get("cache.compression")
                        .tags("cache", name, "form", "packed")
                        .counter()
                        .count())
                .isBetween(1.0, 2_000.0);
    }

    @Test
    void whatCannotBeReadIsNoEndOfAList() {
        LayeredCaches caches = instances.start();
        SharedList<Member> list = caches.sharedState().list(name, Member.class, HOUR);
        byte[] unreadable = {1, 2, 3};
        list.append("l", List.of(ADA, EVE)).block();
        String key = "{test." + name + ":list:l}";
        caches.link().call(r -> r.lpush(key, unreadable, unreadable)).block();
        caches.link().call(r -> r.rpush(key, unreadable)).block();
        assertThat(list.takeFirst("l").block()).isEqualTo(ADA);
        assertThat(list.takeLast("l").block()).isEqualTo(EVE);
        assertThat(list.takeFirst("l").block()).isNull();
    }

    @Test
    void tooManyAtOnceAreTheCallersFaultAndNotThatOfRedis() {
        LayeredCaches caches = instances.start();
        SharedSet<Integer> set = caches.sharedState().set(name, Integer.class, HOUR);
        List<Integer> many = IntStream.range(0, 7_001).boxed().toList();
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> set.add("s", many).block()).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(set.add("s", many.subList(0, 7_000)).block()).isEqualTo(7_000);
    }

    @Test
    void withoutRedisItSaysSo() {
        try (RedisServer redis = Stores.privateRedis();
                Instances own = new Instances(redis.store().url())) {
            SharedCounter counter = own.start().sharedState().counter(name, HOUR);
            counter.add("c", 1).block();
            redis.kill();
            assertThatThrownBy(() -> counter.add("c", 1).block(Duration.ofSeconds(30)))
                    .isInstanceOf(SharedStateUnavailable.class);
            redis.start();
            Awaitility.await()
                    .ignoreExceptions()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> counter.add("c", 1).block() == 1);
        }
    }
}
