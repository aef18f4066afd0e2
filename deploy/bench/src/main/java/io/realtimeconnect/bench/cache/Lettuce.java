package io.realtimeconnect.bench.cache;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.realtimeconnect.bench.keys.Keys;
import io.realtimeconnect.bench.keys.Profile;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import reactor.core.publisher.Mono;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** Bare Lettuce, and the values as JSON. */
@State(Scope.Benchmark)
public class Lettuce {

    private final RedisClient client = RedisClient.create(Suite.redis());
    final RedisAsyncCommands<String, byte[]> redis =
            client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE)).async();
    final ObjectReader reader = JsonMapper.builder().build().readerFor(Profile.class);

    /** Puts all keys. */
    @Setup
    public void fill(Keys keys) {
        JsonMapper mapper = JsonMapper.builder().build();
        for (int i = 0; i < Keys.COUNT; i++) {
            redis.set("raw:" + keys.key(i), mapper.writeValueAsBytes(Profile.of(i)))
                    .toCompletableFuture()
                    .join();
        }
        for (int i = 0; i < 20_000; i++) {
            roundTrip().block();
        }
    }

    /** The least that a question to Redis costs. */
    Mono<byte[]> roundTrip() {
        return Mono.fromCompletionStage(() -> redis.get("nothing"));
    }

    /** Closes the connection. */
    @TearDown
    public void close() {
        client.shutdown();
    }
}
