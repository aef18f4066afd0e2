package io.realtimeconnect.perf.cache.behind;

import io.realtimeconnect.perf.cache.behind.Accepted.Outcome;
import io.realtimeconnect.perf.redis.LuaScript;
import io.realtimeconnect.perf.redis.RedisLink;
import io.realtimeconnect.perf.redis.RedisUnavailable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Changes of one cache that are accepted and not yet stored, in Redis, in shards of one slot each. Per key the last change counts. Signals
 * {@link io.realtimeconnect.perf.redis.RedisUnavailable} when it is out of reach.
 */
public final class Journal {

    static final int SHARDS = 16;

    private static final LuaScript ACCEPT = LuaScript.beside(Journal.class, "accept.lua");
    private static final LuaScript FIND = LuaScript.beside(Journal.class, "find.lua");
    private static final LuaScript LEASE = LuaScript.beside(Journal.class, "lease.lua");
    private static final LuaScript TAKE = LuaScript.beside(Journal.class, "take.lua");
    private static final LuaScript SETTLE = LuaScript.beside(Journal.class, "settle.lua");
    private static final LuaScript FAILED = LuaScript.beside(Journal.class, "failed.lua");

    /** Holds no lease. */
    private static final String NOBODY = "";

    private static final int KEYS_AT_ONCE = 500;
    private static final int MOST_PASSED = 10_000;

    private final RedisLink link;
    private final String namespace;
    private final WriteBehindProperties properties;
    private final LongSupplier nanos;
    private final Known[] known = Stream.generate(Known::new).limit(SHARDS).toArray(Known[]::new);
    private final ConcurrentHashMap<String, Long> passed = new ConcurrentHashMap<>();

    /** What is known of a shard; those of a cluster are on servers with clocks of their own. */
    private static final class Known {

        final ServerClock clock = new ServerClock();

        /** No version that the journal gave us is higher. */
        final AtomicLong given = new AtomicLong();

        /** No version that it may yet give to what we have sent is higher, nor any that we have given. */
        final AtomicLong highest = new AtomicLong();
    }

    /**
     * @param link whose budget is the properties' {@code journalTimeout}
     * @param nanos a monotonic clock
     */
    public Journal(RedisLink link, String namespace, WriteBehindProperties properties, LongSupplier nanos) {
        this.link = link;
        this.namespace = namespace;
        this.properties = properties;
        this.nanos = nanos;
    }

    /**
     * Notes a change. Redis does so within the budget or not at all, so that a change that was given up does not turn up later.
     *
     * @param text of the value, null for a removal
     */
    public Mono<Accepted> accept(String key, @Nullable String text) {
        return Mono.defer(() -> {
            int shard = shard(key);
            return known[shard].clock.known()
                    ? accept(shard, key, text)
                    // without its time nothing could be said of when it is to be late
                    : lease(shard, NOBODY, Duration.ZERO).then(accept(shard, key, text));
        });
    }

    private Mono<Accepted> accept(int shard, String key, @Nullable String text) {
        return Mono.defer(() -> {
            Known of = known[shard];
            long asked = nanos.getAsLong();
            long notAfter =
                    of.clock.atLeast(asked) + properties.journalTimeout().toNanos() / 1_000;
            of.highest.accumulateAndGet(notAfter, Math::max);
            return link.eval(
                            ACCEPT,
                            names(shard, "entries", "due", "since", "attempts", "parked", "last"),
                            key,
                            Entry.encode(text),
                            notAfter,
                            properties.entriesPerShard(),
                            properties.delay().toMillis())
                    .map(reply -> {
                        of.clock.saw(asked, nanos.getAsLong(), number(reply.get(2)));
                        long version = number(reply.get(1));
                        of.given.accumulateAndGet(version, Math::max);
                        return new Accepted(outcome(reply), version);
                    });
        });
    }

    /** What is noted of the keys, by key. */
    public Mono<Map<String, Entry>> find(Collection<String> keys) {
        Map<Integer, List<String>> byShard = keys.stream().distinct().collect(Collectors.groupingBy(Journal::shard));
        return Flux.fromIterable(byShard.entrySet())
                .flatMap(
                        part -> Flux.fromIterable(part.getValue())
                                .buffer(KEYS_AT_ONCE)
                                .concatMap(some -> link.eval(FIND, names(part.getKey(), "entries"), some.toArray())),
                        SHARDS)
                .reduce(new HashMap<String, Entry>(), (all, reply) -> {
                    for (int i = 0; i < reply.size(); i += 2) {
                        String key = (String) reply.get(i);
                        all.put(key, Entry.of(key, (String) reply.get(i + 1), 0));
                    }
                    return all;
                })
                .map(all -> all);
    }

    /**
     * The key has been stored with that version by other ways: what the journal holds of it goes unless it is newer, as soon as Redis
     * answers. Beyond some thousand keys it is left to the source, which knows by the version.
     */
    public void overtakeLater(String key, long version) {
        if (passed.size() < MOST_PASSED) {
            passed.merge(key, version, Math::max);
        }
    }

    /** What a shard cannot take now it is told again; other errors come after all have been told. */
    Mono<Void> settlePassed() {
        Map<Integer, List<Entry>> byShard = passed.entrySet().stream()
                .map(change -> new Entry(change.getKey(), null, change.getValue(), 0))
                .collect(Collectors.groupingBy(change -> shard(change.key())));
        return Flux.fromIterable(byShard.entrySet())
                .flatMapDelayError(
                        part -> Flux.fromIterable(part.getValue())
                                .buffer(KEYS_AT_ONCE)
                                .concatMap(some -> settle(part.getKey(), some)
                                        .doOnSuccess(done ->
                                                some.forEach(change -> passed.remove(change.key(), change.version()))))
                                .onErrorResume(RedisUnavailable.class, e -> Mono.empty()),
                        SHARDS,
                        SHARDS)
                .then();
    }

    /** Whether it is worth asking Redis. */
    public boolean reachable() {
        return link.available();
    }

    /**
     * A version for a change that goes past the journal: larger than any that the journal has given so far, or will yet give to what this
     * process has sent it. 0 if nothing is known: Redis has never been reached, or its clock was set back behind versions that it has given.
     */
    public long versionPast(String key) {
        Known of = known[shard(key)];
        long now = of.clock.atMost(nanos.getAsLong());
        return now == 0 || of.given.get() > now
                ? 0
                : of.highest.accumulateAndGet(now, (last, least) -> Math.max(last + 1, least));
    }

    /**
     * Completes when the journal gives the key no more versions as low as that one: what is accepted afterwards is newer. That takes the
     * journal's time-out and what clocks differ by; where another server, with its clock far behind, has come instead, nobody waits for it:
     * {@link java.util.concurrent.TimeoutException}.
     */
    public Mono<Void> past(String key, long version) {
        return untilPast(key, version)
                .timeout(properties.journalTimeout().multipliedBy(2).plusSeconds(1));
    }

    private Mono<Void> untilPast(String key, long version) {
        return Mono.defer(() -> {
            long left = version - known[shard(key)].clock.atLeast(nanos.getAsLong());
            return left < 0
                    ? Mono.empty()
                    : Mono.delay(Duration.ofNanos((left + 1) * 1_000)).then(untilPast(key, version));
        });
    }

    /** Why Redis may lose what it was told, one line each; empty if it keeps it as well as it can. */
    Mono<List<String>> lacks() {
        return link.call(connection -> connection.serverCommands().info()).map(told -> {
            List<String> lacks = new ArrayList<>();
            told.forEach((name, value) -> {
                String setting = String.valueOf(name);
                if (setting.endsWith("aof_enabled") && "0".equals(value)) {
                    lacks.add("no append-only file");
                } else if (setting.endsWith("maxmemory_policy") && !"noeviction".equals(value)) {
                    lacks.add("maxmemory-policy " + value);
                }
            });
            return lacks.stream().distinct().sorted().toList();
        });
    }

    Mono<ShardState> lease(int shard, String token, Duration lease) {
        return Mono.defer(() -> {
            long asked = nanos.getAsLong();
            return link.eval(LEASE, names(shard, "lease", "entries", "since", "parked"), token, lease.toMillis())
                    .map(reply -> {
                        known[shard].clock.saw(asked, nanos.getAsLong(), number(reply.get(4)));
                        return new ShardState(
                                number(reply.get(0)) == 1,
                                number(reply.get(1)),
                                number(reply.get(2)),
                                number(reply.get(3)));
                    });
        });
    }

    /** What is to be stored now; empty also when the lease is somebody else's. */
    Mono<List<Entry>> take(int shard, String token, boolean all) {
        return link.eval(
                        TAKE,
                        names(shard, "lease", "entries", "due", "attempts", "parked"),
                        token,
                        properties.batch(),
                        all ? 1 : 0)
                .map(reply -> {
                    List<Entry> taken = new ArrayList<>();
                    for (int i = 1; i < reply.size(); i += 3) {
                        taken.add(Entry.of(
                                (String) reply.get(i), (String) reply.get(i + 1), (int) number(reply.get(i + 2))));
                    }
                    return taken;
                });
    }

    /** They are stored. */
    Mono<Long> settle(int shard, List<Entry> stored) {
        Object[] arguments = new Object[1 + 2 * stored.size()];
        arguments[0] = properties.delay().toMillis();
        for (int i = 0; i < stored.size(); i++) {
            arguments[1 + 2 * i] = stored.get(i).key();
            arguments[2 + 2 * i] = stored.get(i).version();
        }
        return link.eval(SETTLE, names(shard, "entries", "due", "since", "attempts", "parked"), arguments)
                .map(reply -> number(reply.get(0)));
    }

    /** True if it is parked now. */
    Mono<Boolean> failed(int shard, Entry entry, Duration wait) {
        return link.eval(
                        FAILED,
                        names(shard, "entries", "due", "attempts", "parked"),
                        entry.key(),
                        entry.version(),
                        properties.attempts(),
                        wait.toMillis(),
                        properties.parkedRetry().toMillis())
                .map(reply -> number(reply.get(0)) == 1);
    }

    static int shard(String key) {
        int hash = key.hashCode();
        return (hash ^ (hash >>> 16)) & (SHARDS - 1);
    }

    private List<String> names(int shard, String... parts) {
        List<String> names = new ArrayList<>(parts.length);
        for (String part : parts) {
            names.add("{wb:" + namespace + ":" + shard + "}#" + part);
        }
        return names;
    }

    private static Outcome outcome(List<Object> reply) {
        return switch ((int) number(reply.get(0))) {
            case 0 -> Outcome.FULL;
            case 1 -> number(reply.get(3)) == 1 ? Outcome.COALESCED : Outcome.ACCEPTED;
            case 2 -> Outcome.LATE;
            default -> Outcome.FULL;
        };
    }

    private static long number(Object reply) {
        return reply instanceof Long number ? number : Long.parseLong((String) reply);
    }
}
