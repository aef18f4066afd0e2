package io.realtimeconnect.perf.cache;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.KeyValue;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The second tier: what one cache does in Redis. Each script touches one slot. */
final class RemoteTier {

    private static final byte[] NOTHING = new byte[0];

    private final CacheLink link;
    private final boolean guarded;
    private final CacheKeys keys;
    private final byte[] channel;

    /** @param guarded whether the breaker has a say */
    RemoteTier(CacheLink link, boolean guarded, CacheKeys keys) {
        this.link = link;
        this.guarded = guarded;
        this.keys = keys;
        this.channel = text(keys.channel());
    }

    /** @param stamp null when the bucket has none: then the value does not count either */
    record Read(@Nullable Stamp stamp, byte @Nullable [] raw) {}

    /** @param there the value that is there, another than the caller has seen; null if there is none */
    record Grant(Stamp stamp, boolean granted, byte @Nullable [] there, byte[] token) {

        /** Nobody has asked for the token. */
        static Grant none(Stamp stamp) {
            return new Grant(stamp, false, null, NOTHING);
        }
    }

    /** @param before the change before this one */
    record Written(Stamp stamp, boolean done, long before) {}

    /** As {@link CacheLink#alarm}. */
    Disposable alarm(Duration time, Runnable task) {
        return link.alarm(time, task);
    }

    Mono<Read> read(String key) {
        return link.call(
                guarded,
                redis -> redis.mget(keys.value(key), keys.stamp(CacheKeys.bucket(key))),
                found -> new Read(Stamp.parse(valueOf(found.get(1))), valueOf(found.get(0))));
    }

    /** One command on one server; on a cluster one per slot, all sent at once. */
    Mono<Map<String, Read>> readAll(List<String> wanted) {
        int[] buckets = wanted.stream().mapToInt(CacheKeys::bucket).distinct().toArray();
        List<String> names = new ArrayList<>(wanted.size() + buckets.length);
        wanted.forEach(key -> names.add(keys.value(key)));
        IntStream.of(buckets).forEach(bucket -> names.add(keys.stamp(bucket)));
        return link.call(guarded, redis -> redis.mget(names.toArray(String[]::new)), found -> {
            @Nullable Stamp[] stamps = new Stamp[CacheKeys.BUCKETS];
            for (int i = 0; i < buckets.length; i++) {
                stamps[buckets[i]] = Stamp.parse(valueOf(found.get(wanted.size() + i)));
            }
            Map<String, Read> reads = new LinkedHashMap<>();
            for (int i = 0; i < wanted.size(); i++) {
                String key = wanted.get(i);
                reads.put(key, new Read(stamps[CacheKeys.bucket(key)], valueOf(found.get(i))));
            }
            return reads;
        });
    }

    /** @param seen the mark of the value that the caller found too old, empty if it found none */
    Mono<Grant> token(String key, String seen, long leaseMs) {
        byte[] token = CacheKeys.random();
        return link.eval(
                guarded,
                CacheScript.TOKEN,
                reply -> {
                    long state = (Long) reply.get(1);
                    return new Grant(stamp(reply), state == 0, state == 1 ? (byte[]) reply.get(2) : null, token);
                },
                keys.valueTokenStamp(key),
                CacheKeys.random(),
                token,
                text(Long.toString(leaseMs)),
                text(seen));
    }

    /** The key's token, from whoever holds it. */
    Mono<Grant> claim(String key, long leaseMs) {
        byte[] token = CacheKeys.random();
        return link.eval(
                guarded,
                CacheScript.CLAIM,
                reply -> new Grant(stamp(reply), true, null, token),
                keys.valueTokenStamp(key),
                CacheKeys.random(),
                token,
                text(Long.toString(leaseMs)));
    }

    /**
     * @param envelope empty keeps the value out of Redis: gives the token back, or removes what is there if it is a change
     * @param anew it is a change, that everybody hears of
     */
    Mono<Written> fill(
            String key, Grant grant, byte[] envelope, long now, long keptMs, boolean anew, List<String> tags) {
        return link.eval(
                guarded,
                CacheScript.FILL,
                reply -> new Written(stamp(reply), (Long) reply.get(1) == 1, numberOf(reply.get(2))),
                keys.valueTokenStamp(key, tags),
                CacheKeys.random(),
                channel,
                number(CacheKeys.bucket(key)),
                text(key),
                grant.token(),
                text(grant.stamp().epoch()),
                number(grant.stamp().seq()),
                number(now),
                number(keptMs),
                envelope,
                text(!anew ? "0" : envelope.length > 0 ? "1" : "2"));
    }

    /**
     * A change of a key.
     *
     * @param envelope empty removes it
     * @param now ms since 1970
     * @param ifAbsent where a value of that schema answers, nothing is changed; null changes in any case
     */
    record Change(
            String key,
            byte[] envelope,
            long version,
            long now,
            long keptMs,
            @Nullable Integer ifAbsent,
            List<String> tags) {
        static Change removal(String key, long version) {
            return new Change(key, NOTHING, version, 0, 1, null, List.of());
        }
    }

    Mono<Written> write(Change change) {
        String key = change.key();
        return link.eval(
                guarded,
                CacheScript.WRITE,
                reply -> new Written(stamp(reply), (Long) reply.get(1) == 1, numberOf(reply.get(2))),
                keys.valueTokenStamp(key, change.tags()),
                CacheKeys.random(),
                channel,
                number(CacheKeys.bucket(key)),
                text(key),
                number(change.version()),
                number(change.now()),
                number(change.keptMs()),
                change.envelope(),
                change.ifAbsent() == null ? NOTHING : number(change.ifAbsent()));
    }

    Mono<Written> remove(String key) {
        return write(Change.removal(key, 0));
    }

    /** Voids the tokens of the bucket, and its values if asked; everybody forgets it. */
    Mono<Stamp> drop(int bucket, boolean values) {
        return link.eval(
                guarded,
                CacheScript.DROP,
                RemoteTier::stamp,
                new String[] {keys.stamp(bucket)},
                CacheKeys.random(),
                channel,
                number(bucket),
                text(values ? "1" : "0"));
    }

    /** @param keys that carried the tag, null where all of the bucket went */
    record Untagged(Stamp stamp, @Nullable List<String> keys) {}

    /** Removes what of the bucket carries the tag. */
    Mono<Untagged> untag(int bucket, String tag) {
        return link.eval(
                guarded,
                CacheScript.UNTAG,
                reply -> new Untagged(stamp(reply), (Long) reply.get(1) == 1 ? null : texts(reply.get(2))),
                new String[] {keys.stamp(bucket), keys.index(bucket, tag), keys.evictions(bucket)},
                CacheKeys.random(),
                channel,
                number(bucket),
                text(keys.tag(bucket)));
    }

    /** Keys whose values are in Redis and match the glob. */
    Flux<String> scan(String glob) {
        ScanArgs args = ScanArgs.Builder.matches(keys.glob(glob)).limit(1000);
        return link.call(guarded, redis -> redis.scan(ScanCursor.INITIAL, args))
                .expand(cursor ->
                        cursor.isFinished() ? Mono.empty() : link.call(guarded, redis -> redis.scan(cursor, args)))
                .flatMapIterable(KeyScanCursor::getKeys)
                .map(keys::keyOf);
    }

    Mono<Stamp> stamp(int bucket) {
        return stampsOf(List.of(bucket)).map(stamps -> stamps.get(0));
    }

    /** By bucket; on a cluster those that can be reached. */
    Mono<Map<Integer, Stamp>> stamps(List<Integer> buckets) {
        if (link.cluster()) {
            return Flux.fromIterable(buckets)
                    .flatMap(
                            bucket -> stamp(bucket)
                                    .map(stamp -> Map.entry(bucket, stamp))
                                    .onErrorComplete(CacheUnavailable.class),
                            CacheKeys.BUCKETS)
                    .collectMap(Map.Entry::getKey, Map.Entry::getValue);
        }
        return stampsOf(buckets).map(stamps -> {
            Map<Integer, Stamp> all = new LinkedHashMap<>();
            for (int i = 0; i < stamps.size(); i++) {
                all.put(buckets.get(i), stamps.get(i));
            }
            return all;
        });
    }

    private Mono<List<Stamp>> stampsOf(List<Integer> buckets) {
        String[] names = buckets.stream().map(keys::stamp).toArray(String[]::new);
        return link.eval(
                guarded,
                CacheScript.STAMPS,
                reply -> reply.stream().map(RemoteTier::stampOf).toList(),
                names,
                CacheKeys.random());
    }

    private static Stamp stamp(List<Object> reply) {
        return stampOf(reply.get(0));
    }

    private static Stamp stampOf(Object text) {
        Stamp stamp = Stamp.parse((byte[]) text);
        if (stamp == null) {
            throw new CacheUnavailable("stamp not understood", null);
        }
        return stamp;
    }

    private static List<String> texts(Object list) {
        return ((List<?>) list)
                .stream()
                        .map(each -> new String((byte[]) each, StandardCharsets.UTF_8))
                        .toList();
    }

    private static long numberOf(Object text) {
        return Long.parseLong(new String((byte[]) text, StandardCharsets.US_ASCII));
    }

    private static byte @Nullable [] valueOf(KeyValue<String, byte[]> found) {
        return found.getValueOrElse(null);
    }

    private static byte[] number(long number) {
        return text(Long.toString(number));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
