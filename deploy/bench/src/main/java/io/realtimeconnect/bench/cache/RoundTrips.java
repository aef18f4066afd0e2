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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Mono;

/**
 * How often Redis is asked, as Redis itself counts: commands by {@code INFO commandstats}, and reads from sockets by {@code
 * total_reads_processed}. What comes in one read was under way together.
 */
public final class RoundTrips {

    private static final int TIMES = 200;
    private static final Pattern CALLS = Pattern.compile("cmdstat_(mget|get|evalsha|set):calls=(\\d+)");
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
        Figures.write(Path.of(args[0]), all);
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
