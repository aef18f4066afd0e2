package io.realtimeconnect.perf.cache;

import io.lettuce.core.RedisCommandExecutionException;
import io.realtimeconnect.perf.redis.Unavailability;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What the shared types have in common: their keys ({@code {namespace:kind:key}}), commands, codec and times. */
final class SharedKind<V> {

    /** A script hands on 8,000 arguments at most. */
    private static final int MOST = 7_000;

    private final CacheLink link;
    private final String kind;
    private final CacheSettings settings;
    private final ValueCodec<V> codec;
    private final byte[] ttlMs;
    private final SharedMeters meters;

    /** @param kind {@code hash}, {@code list}, {@code set} or {@code counter} */
    SharedKind(
            CacheLink link,
            String kind,
            CacheSettings settings,
            ValueCodec<V> codec,
            Duration ttl,
            SharedMeters meters) {
        if (ttl.toMillis() < 1) {
            throw new IllegalArgumentException("Shared state lives for 1 ms or longer, not " + ttl);
        }
        this.link = link;
        this.kind = kind;
        this.settings = settings;
        this.codec = codec;
        this.ttlMs = text(Long.toString(ttl.toMillis()));
        this.meters = meters;
    }

    String key(String key) {
        return "{" + settings.namespace() + ":" + kind + ":" + key + "}";
    }

    <T> Mono<T> read(CacheCall.Command<T> command) {
        return timed(link.call(command));
    }

    /**
     * A command and the time to live in one step; the reply of the command.
     *
     * @throws IllegalArgumentException where a script cannot take that many
     */
    Mono<Object> write(String key, String command, List<byte[]> arguments) {
        if (arguments.size() > MOST) {
            throw new IllegalArgumentException(
                    command + " on " + settings.name() + " takes " + MOST + " arguments, not " + arguments.size());
        }
        byte[][] all = new byte[arguments.size() + 2][];
        all[0] = ttlMs;
        all[1] = text(command);
        for (int i = 0; i < arguments.size(); i++) {
            all[i + 2] = arguments.get(i);
        }
        return timed(link.eval(true, CacheScript.CHANGE, reply -> reply.get(0), new String[] {key(key)}, all));
    }

    Mono<Boolean> delete(String key) {
        return read(redis -> redis.unlink(key(key))).map(gone -> gone > 0);
    }

    /** @throws IllegalArgumentException if the value is larger than {@code max-value}, or no JSON */
    byte[] encode(V value) {
        byte[] envelope = codec.encode(value, 0, 0, settings.compressAbove());
        if (envelope.length == 0) {
            throw new IllegalArgumentException(
                    "A value of " + settings.name() + " is larger than it may be, or no JSON");
        }
        return envelope;
    }

    /** Empty for what is missing, of another schema, or cannot be read. */
    Mono<V> decode(byte[] envelope) {
        return codec.decodeBare(envelope);
    }

    Flux<V> decode(List<byte[]> envelopes) {
        return Flux.fromIterable(envelopes).concatMap(this::decode);
    }

    /** Redis has answered, and says that the command is none for what stands there. */
    private static boolean refused(CacheUnavailable e) {
        return e.getCause() instanceof RedisCommandExecutionException && !Unavailability.shows(e);
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private <T> Mono<T> timed(Mono<T> work) {
        return Mono.defer(() -> {
            long start = System.nanoTime();
            return work.doOnSuccess(done -> meters.done().record(System.nanoTime() - start, TimeUnit.NANOSECONDS))
                    .onErrorMap(CacheUnavailable.class, e -> {
                        meters.failed().record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
                        return refused(e)
                                ? new IllegalStateException(
                                        "Redis refuses this of the " + kind + " " + settings.name(), e)
                                : new SharedStateUnavailable(settings.name(), e);
                    });
        });
    }
}
