package io.realtimeconnect.bench.cache;

import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.realtimeconnect.bench.keys.Keys;
import io.realtimeconnect.bench.keys.Profile;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
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
    final RedisAsyncCommands<String, byte[]> redis = client.connect(
                    RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE))
            .async();
    final ObjectReader reader = JsonMapper.builder().build().readerFor(Profile.class);

    private final AtomicLong taken = new AtomicLong(System.nanoTime());
    private String script = "";

    /** Puts all keys. */
    @Setup
    public void fill(Keys keys) {
        JsonMapper mapper = JsonMapper.builder().build();
        for (int i = 0; i < Keys.COUNT; i++) {
            redis.set("raw:" + keys.key(i), mapper.writeValueAsBytes(Profile.of(i)))
                    .toCompletableFuture()
                    .join();
        }
        script = redis.scriptLoad(
                        "redis.call('GET', KEYS[1]) redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', 10000) return { ARGV[1] }")
                .toCompletableFuture()
                .join();
        for (int i = 0; i < 20_000; i++) {
            roundTrip().then(scriptRoundTrip()).block();
        }
    }

    /** The least that a question to Redis costs. */
    Mono<byte[]> roundTrip() {
        return Mono.fromCompletionStage(() -> redis.get("nothing"));
    }

    /** The least that a script costs which asks for a key and takes another unless it is taken. */
    Mono<List<byte[]>> scriptRoundTrip() {
        String[] keys = {"nothing", "taken:" + taken.incrementAndGet()};
        return Mono.fromCompletionStage(() -> redis.evalsha(script, ScriptOutputType.MULTI, keys, new byte[] {'1'}));
    }

    /** Closes the connection. */
    @TearDown
    public void close() {
        client.shutdown();
    }
}
