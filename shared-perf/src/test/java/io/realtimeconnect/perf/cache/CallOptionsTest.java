package io.realtimeconnect.perf.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** What one call may want otherwise, whichever call it is. */
class CallOptionsTest {

    private static final CacheOptions LOCAL_ONLY = CacheOptions.of(CacheOptions.Builder::skipRemote);
    private static final CacheOptions REMOTE_ONLY = CacheOptions.of(CacheOptions.Builder::skipLocal);

    private final String name = "c" + UUID.randomUUID();
    private final Instances instances = new Instances(Stores.redis().url()).with("compress-above", "1GB");

    @AfterEach
    void close() {
        instances.close();
    }

    /** The ways to load a value of a key. */
    enum Way {
        ONE {
            @Override
            String load(TwoTierCache<String> cache, Mono<String> loader, CacheOptions options) {
                return cache.get("k", loader, options).block();
            }
        },
        ANEW {
            @Override
            String load(TwoTierCache<String> cache, Mono<String> loader, CacheOptions options) {
                return cache.refresh("k", loader, options).block();
            }
        },
        MANY {
            @Override
            String load(TwoTierCache<String> cache, Mono<String> loader, CacheOptions options) {
                Function<Collection<String>, Mono<Map<String, String>>> all =
                        keys -> loader.map(value -> keys.stream().collect(Collectors.toMap(key -> key, key -> value)))
                                .defaultIfEmpty(Map.of());
                Map<String, String> found =
                        cache.getAll(List.of("k"), all, options).block();
                return found == null ? null : found.get("k");
            }
        };

        abstract String load(TwoTierCache<String> cache, Mono<String> loader, CacheOptions options);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsLoadedWithATagGoesWithIt(Way way) {
        var one = cache();
        var two = cache();
        way.load(one, Mono.just("v"), CacheOptions.of(o -> o.tags("t")));
        Awaitility.await().untilAsserted(() -> assertThat(two.get("k").block()).isEqualTo("v"));

        two.invalidateTag("t").block();

        assertThat(two.get("k").block()).isNull();
        Awaitility.await().untilAsserted(() -> assertThat(one.get("k").block()).isNull());
    }

    @ParameterizedTest
    @EnumSource
    void whatIsLoadedIsFreshForAsLongAsTheCallSays(Way way) {
        var cache = cache();
        way.load(cache, Mono.just("v"), CacheOptions.of(o -> o.ttl(Duration.ofMillis(1))));
        Awaitility.await()
                .untilAsserted(() -> assertThat(cache.get("k").block()).isNull());
    }

    @ParameterizedTest
    @EnumSource
    void thatNothingWasFoundIsKnownForAsLongAsTheCallSays(Way way) {
        var cache = cache();
        AtomicInteger loads = new AtomicInteger();
        Mono<String> none = Mono.defer(() -> {
            loads.incrementAndGet();
            return Mono.empty();
        });
        CacheOptions brief = CacheOptions.of(o -> o.negativeTtl(Duration.ofMillis(1)));
        assertThat(way.load(cache, none, brief)).isNull();
        Awaitility.await().until(() -> {
            cache.get("k", none).block();
            return loads.get() == 2;
        });
    }

    @ParameterizedTest
    @EnumSource
    void aLoadHasTheTimeThatTheCallSays(Way way) {
        CacheOptions brief = CacheOptions.of(o -> o.hardTimeout(Duration.ofMillis(20)));
        assertThatThrownBy(() -> way.load(cache(), Mono.never(), brief)).hasCauseInstanceOf(TimeoutException.class);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsLoadedIsCompressedWhereTheCallSaysSo(Way way) {
        LayeredCaches all = instances.start();
        var cache = Instances.listening(all.cache(name, String.class));
        way.load(cache, Mono.just("x".repeat(10_000)), CacheOptions.of(o -> o.compress(true)));
        String key = new CacheKeys("test." + name).value("k");
        Awaitility.await()
                .until(() -> all.link().call(redis -> redis.strlen(key)).block() > 0);
        assertThat(all.link().call(redis -> redis.strlen(key)).block()).isLessThan(1_000);
    }

    @ParameterizedTest
    @EnumSource
    void pastRedisWhatIsLoadedIsHereAlone(Way way) {
        var cache = cache();
        way.load(cache, Mono.just("v"), LOCAL_ONLY);
        assertThat(cache.get("k").block()).isEqualTo("v");
        assertThat(cache().get("k").block()).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void pastTheFirstTierWhatIsLoadedIsInRedisAlone(Way way) {
        var cache = cache();
        way.load(cache, Mono.just("v"), REMOTE_ONLY);
        Awaitility.await()
                .untilAsserted(() -> assertThat(cache().get("k").block()).isEqualTo("v"));
        assertThat(cache.statistics().entries()).isZero();
    }

    @Test
    void whoOnlyLooksMaySkipATier() {
        var one = cache();
        var two = cache();
        one.put("here", "mine", LOCAL_ONLY).block();
        two.put("there", "theirs").block();
        List<String> both = List.of("here", "there");

        assertThat(one.get("here", REMOTE_ONLY).block()).isNull();
        assertThat(one.get("there", LOCAL_ONLY).block()).isNull();
        assertThat(one.getAll(both, REMOTE_ONLY).block()).isEqualTo(Map.of("there", "theirs"));
        assertThat(one.statistics().entries()).as("what was looked at past it").isEqualTo(1);
        assertThat(one.getAll(both, LOCAL_ONLY).block()).isEqualTo(Map.of("here", "mine"));

        assertThat(one.get("here", LOCAL_ONLY).block()).isEqualTo("mine");
        assertThat(one.get("there", REMOTE_ONLY).block()).isEqualTo("theirs");
        assertThat(one.getAll(both).block()).isEqualTo(Map.of("here", "mine", "there", "theirs"));
    }

    @Test
    void aRefreshPastRedisThatIsOvertakenIsKeptNowhere() {
        var one = cache();
        var two = cache();
        Sinks.Empty<Void> gate = Sinks.empty();
        AtomicInteger begun = new AtomicInteger();
        Mono<String> slow = gate.asMono().thenReturn("old").doOnSubscribe(s -> begun.incrementAndGet());
        Mono<String> refreshed = one.refresh("k", slow, LOCAL_ONLY).cache();
        refreshed.subscribe();
        Awaitility.await().until(() -> begun.get() == 1);

        two.put("k", "new").block();
        gate.tryEmitEmpty();

        assertThat(refreshed.block()).isEqualTo("old");
        assertThat(one.get("k").block()).isEqualTo("new");
        assertThat(cache().get("k").block()).isEqualTo("new");
    }

    @Test
    void aRefreshPastRedisWithATagGoesWithIt() {
        var one = cache();
        one.refresh("k", Mono.just("v"), CacheOptions.of(o -> o.skipRemote().tags("t")))
                .block();
        cache().invalidateTag("t").block();
        Awaitility.await().untilAsserted(() -> assertThat(one.get("k").block()).isNull());
    }

    @Test
    void aRefreshPastRedisForgetsNoVersion() {
        var one = cache();
        one.put("k", "of version 5", 5).block();
        one.refresh("k", Mono.just("mine"), LOCAL_ONLY).block();
        var two = cache();
        two.put("k", "of version 4", 4).block();
        assertThat(two.get("k").block()).isNull();
        assertThat(one.get("k").block()).isEqualTo("mine");
    }

    private TwoTierCache<String> cache() {
        return Instances.listening(instances.start().cache(name, String.class));
    }
}
