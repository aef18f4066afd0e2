package io.realtimeconnect.perf.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.stores.RedisServer;
import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** A cache that has missed much of late asks Redis for value and token at once. */
class LikelyMissCacheTest {

    private static final Pattern READS = Pattern.compile("cmdstat_mget:calls=(\\d+)");

    private final String name = "c" + UUID.randomUUID();
    private final RedisServer redis = Stores.privateRedis();
    private final Instances instances = new Instances(redis.store().url());

    @AfterEach
    void close() {
        instances.close();
        redis.close();
    }

    @Test
    void aMissThatWasLikelyIsOneQuestion() {
        var caches = instances.start();
        var cache = Instances.listening(caches.cache(name, String.class));
        missOften(cache);
        long before = reads(caches);
        missOften(cache);
        // the token's script has one of its own
        assertThat(reads(caches)).isEqualTo(before + 50);
        assertThat(cache.statistics().misses()).isEqualTo(100);
    }

    @Test
    void whatIsThereAllTheSameIsTaken() {
        var one = Instances.listening(instances.start().cache(name, String.class));
        var two = Instances.listening(instances.start().cache(name, String.class));
        missOften(one);
        two.put("there", "value").block();
        Mono<String> none = Mono.error(new AssertionError("was there"));
        assertThat(one.get("there", none).block()).isEqualTo("value");
        assertThat(one.statistics().remoteHits()).isEqualTo(1);
    }

    @Test
    void whatIsThereButTooOldIsLoaded() {
        instances.with("caches." + name + ".fail-safe", "1h").with("caches." + name + ".local-ttl", "1ms");
        var one = Instances.listening(instances.start().cache(name, String.class));
        var two = Instances.listening(instances.start().cache(name, String.class));
        missOften(one);
        two.put("k", "old", CacheOptions.of(o -> o.ttl(Duration.ofMillis(1)))).block();
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(one.get("k", Mono.just("new")).block()).isEqualTo("new"));
        Awaitility.await().untilAsserted(() -> assertThat(two.get("k").block()).isEqualTo("new"));
    }

    @Test
    void anOldValueAnswersWhenTheLoadFails() {
        instances.with("caches." + name + ".fail-safe", "1h");
        var one = Instances.listening(instances.start().cache(name, String.class));
        var two = Instances.listening(instances.start().cache(name, String.class));
        missOften(one);
        two.put("k", "old", CacheOptions.of(o -> o.ttl(Duration.ofMillis(1)))).block();
        Mono<String> failing = Mono.error(new IllegalStateException("no"));
        Awaitility.await()
                .untilAsserted(() -> assertThat(one.get("k", failing).block()).isEqualTo("old"));
    }

    @Test
    void valuesOfAnotherSchemaAreReplaced() {
        var old = Instances.listening(instances.start().cache(name, String.class));
        instances.with("caches." + name + ".schema", "2");
        var next = Instances.listening(instances.start().cache(name, String.class));
        missOften(next);
        old.put("k", "one").block();
        assertThat(next.get("k", Mono.just("two")).block()).isEqualTo("two");
        next.clear().thenReturn(true).block();
        assertThat(next.get("k", Mono.just("three")).block()).isEqualTo("three");
    }

    @Test
    void whatCannotBeEncodedIsGivenToItsCallerAndLeavesNoToken() {
        var caches = instances.start();
        var cache = Instances.listening(caches.cache(name, Object.class));
        Object circle = new Object() {
            public Object getSelf() {
                throw new IllegalStateException("no");
            }
        };
        assertThat(cache.get("k", Mono.just(circle)).block()).isSameAs(circle);
        Awaitility.await()
                .untilAsserted(() -> assertThat(
                                caches.link().call(redis -> redis.keys("*#t:k")).block())
                        .isEmpty());
    }

    private static void missOften(TwoTierCache<String> cache) {
        for (int i = 0; i < 50; i++) {
            String key = UUID.randomUUID().toString();
            assertThat(cache.get(key, Mono.just(key)).block()).isEqualTo(key);
        }
    }

    private static long reads(LayeredCaches caches) {
        String stats = caches.link().call(redis -> redis.info("commandstats")).block();
        Matcher found = READS.matcher(stats);
        return found.find() ? Long.parseLong(found.group(1)) : 0;
    }
}
