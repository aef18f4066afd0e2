package io.realtimeconnect.bench.cache;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.realtimeconnect.bench.keys.Keys;
import io.realtimeconnect.bench.keys.Profile;
import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.stores.Stores;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * How often Redis is asked, as Redis itself counts: commands by {@code INFO commandstats}, and reads from sockets by {@code
 * total_reads_processed}. What comes in one read was under way together.
 */
public final class RoundTrips {

    private static final int TIMES = 200;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Pattern CALLS = Pattern.compile("cmdstat_(mget|get|evalsha|set):calls=(\\d+)");
    private static final Pattern SCRIPTS = Pattern.compile("cmdstat_evalsha:calls=(\\d+)");
    private static final Pattern READS = Pattern.compile("total_reads_processed:(\\d+)");

    private RoundTrips() {}

    /**
     * Counts.
     *
     * @param args where the figures go
     */
    public static void main(String[] args) throws IOException {
        List<Figures> all = new ArrayList<>();
        all.add(count("getAll100", Suite.redis(), List.of(Suite.redis())));
        List<String> nodes = List.of(Stores.privateRedisCluster().urls().split(","));
        all.add(count("getAll100OnACluster", String.join(",", nodes), nodes));
        all.add(countMisses(Suite.redis()));
        Figures.write(Path.of(args[0]), all);
    }

    /** Scripts sent until the loader runs, and behind its answer. */
    private static Figures countMisses(String url) {
        RedisClient client = RedisClient.create(RedisURI.create(url));
        try (ConfigurableApplicationContext instance = Suite.instance(url, "perf.cache.heartbeat=10m")) {
            List<StatefulRedisConnection<String, String>> connection = List.of(client.connect());
            TwoTierCache<Profile> cache = Suite.cache(instance, "profiles", Profile.class);
            for (int i = 0; i < TIMES; i++) {
                cache.get("likely:" + System.nanoTime(), Mono.just(Profile.of(i)))
                        .block();
            }
            double before = 0;
            double behind = 0;
            for (int i = 0; i < TIMES; i++) {
                double start = settled(connection);
                Sinks.Empty<Void> running = Sinks.empty();
                Sinks.One<Profile> value = Sinks.one();
                Mono<Profile> loader = Mono.defer(() -> {
                    running.tryEmitEmpty();
                    return value.asMono();
                });
                CompletableFuture<Profile> answer =
                        cache.get("miss:" + System.nanoTime(), loader).toFuture();
                running.asMono().block(PATIENCE);
                double asked = scripts(connection);
                value.tryEmitValue(Profile.of(i));
                answer.join();
                before += asked - start;
                behind += settled(connection) - asked;
            }
            return Figures.of("miss", Map.of("before", before / TIMES, "behind", behind / TIMES));
        } finally {
            client.shutdown();
        }
    }

    /** What goes on behind answers has come to its end. */
    private static double settled(List<StatefulRedisConnection<String, String>> nodes) {
        double before = -1;
        double now = scripts(nodes);
        while (now > before) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            before = now;
            now = scripts(nodes);
        }
        return now;
    }

    private static double scripts(List<StatefulRedisConnection<String, String>> nodes) {
        return nodes.stream()
                .mapToDouble(node -> sum(SCRIPTS.matcher(node.sync().info("commandstats")), 1))
                .sum();
    }

    private static Figures count(String name, String url, List<String> nodes) {
        Keys keys = new Keys();
        List<String> batch = IntStream.range(0, 100).mapToObj(keys::key).toList();
        List<RedisClient> clients = nodes.stream()
                .map(node -> RedisClient.create(RedisURI.create(node)))
                .toList();
        // no heartbeat in between
        try (ConfigurableApplicationContext instance = Suite.instance(url, "perf.cache.heartbeat=10m")) {
            List<StatefulRedisConnection<String, String>> connections =
                    clients.stream().map(RedisClient::connect).toList();
            TwoTierCache<Profile> cache = Suite.cache(instance, "profiles", Profile.class);
            for (int i = 0; i < batch.size(); i++) {
                cache.put(batch.get(i), Profile.of(i)).block();
            }
            double commands = 0;
            double reads = 0;
            double[] before = counted(connections);
            for (int i = 0; i < TIMES; i++) {
                Map<String, Profile> found = cache.getAll(batch, missing -> Mono.just(Map.of()), Ours.REMOTE)
                        .block();
                if (found == null || found.size() != batch.size()) {
                    throw new IllegalStateException("not all were there");
                }
            }
            double[] after = counted(connections);
            commands = (after[0] - before[0]) / TIMES / nodes.size();
            // less the question itself
            reads = (after[1] - before[1] - nodes.size()) / TIMES / nodes.size();
            return Figures.of(
                    name,
                    Map.of(
                            "nodes", (double) nodes.size(),
                            "commandsPerNode", commands,
                            "readsPerNode", reads));
        } finally {
            clients.forEach(RedisClient::shutdown);
        }
    }

    private static double[] counted(List<StatefulRedisConnection<String, String>> nodes) {
        double commands = 0;
        double reads = 0;
        for (StatefulRedisConnection<String, String> node : nodes) {
            String info = node.sync().info("everything");
            commands += sum(CALLS.matcher(info), 2);
            reads += sum(READS.matcher(info), 1);
        }
        return new double[] {commands, reads};
    }

    private static double sum(Matcher found, int group) {
        return found.results()
                .mapToLong(each -> Long.parseLong(each.group(group)))
                .sum();
    }
}
