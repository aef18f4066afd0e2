package io.realtimeconnect.perf.cache;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the caches' Redis says of itself: of all nodes together, then of each.
 *
 * @param memoryUsedBytes of all nodes
 * @param memoryMaxBytes that they may use, 0 without a limit
 * @param fragmentation the worst node's: memory that the system gave, by memory in use
 * @param connectedClients at present
 * @param connections since the servers started
 * @param evictedKeys for want of memory
 * @param expiredKeys whose time was over
 * @param keys that they hold, the caches' and any other
 * @param hitRate of all reads of keys, by anybody, 0 to 1; 0 before the first
 * @param uptimeSeconds the youngest node's
 * @param at when they said it
 */
public record ServerFigures(
        long memoryUsedBytes,
        long memoryMaxBytes,
        double fragmentation,
        long connectedClients,
        long connections,
        long evictedKeys,
        long expiredKeys,
        long keys,
        long hits,
        long misses,
        double hitRate,
        long uptimeSeconds,
        Instant at,
        List<Node> nodes) {

    /**
     * One server.
     *
     * @param role {@code master} or {@code slave}
     */
    public record Node(
            String role,
            String version,
            long uptimeSeconds,
            long memoryUsedBytes,
            long memoryMaxBytes,
            double fragmentation,
            long connectedClients,
            long connections,
            long evictedKeys,
            long expiredKeys,
            long keys,
            long hits,
            long misses) {

        /** The answer to {@code INFO}; what it does not say is 0. */
        static Node parse(String info) {
            Map<String, String> said = new HashMap<>();
            info.lines().forEach(line -> {
                int colon = line.indexOf(':');
                if (colon > 0 && line.charAt(0) != '#') {
                    said.put(line.substring(0, colon), line.substring(colon + 1).strip());
                }
            });
            return new Node(
                    said.getOrDefault("role", "unknown"),
                    said.getOrDefault("redis_version", "unknown"),
                    whole(said.get("uptime_in_seconds")),
                    whole(said.get("used_memory")),
                    whole(said.get("maxmemory")),
                    fraction(said.get("mem_fragmentation_ratio")),
                    whole(said.get("connected_clients")),
                    whole(said.get("total_connections_received")),
                    whole(said.get("evicted_keys")),
                    whole(said.get("expired_keys")),
                    keys(said),
                    whole(said.get("keyspace_hits")),
                    whole(said.get("keyspace_misses")));
        }

        /** {@code db0:keys=12,expires=3,avg_ttl=0}, of each database that holds any. */
        private static long keys(Map<String, String> said) {
            return said.entrySet().stream()
                    .filter(entry -> entry.getKey().matches("db\\d{1,9}"))
                    .mapToLong(entry -> whole(entry.getValue().replaceAll("^keys=(\\d+).*", "$1")))
                    .sum();
        }

        private static long whole(@Nullable String text) {
            return text != null && text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
        }

        private static double fraction(@Nullable String text) {
            return text != null && text.matches("\\d{1,9}(\\.\\d{1,9})?") ? Double.parseDouble(text) : 0;
        }
    }

    static ServerFigures of(List<String> infos, Instant at) {
        List<Node> nodes = infos.stream().map(Node::parse).toList();
        // copies of the same keys count once
        List<Node> masters =
                nodes.stream().filter(node -> !node.role().equals("slave")).toList();
        long hits = nodes.stream().mapToLong(Node::hits).sum();
        long misses = nodes.stream().mapToLong(Node::misses).sum();
        return new ServerFigures(
                masters.stream().mapToLong(Node::memoryUsedBytes).sum(),
                masters.stream().mapToLong(Node::memoryMaxBytes).sum(),
                nodes.stream().mapToDouble(Node::fragmentation).max().orElse(0),
                nodes.stream().mapToLong(Node::connectedClients).sum(),
                nodes.stream().mapToLong(Node::connections).sum(),
                masters.stream().mapToLong(Node::evictedKeys).sum(),
                masters.stream().mapToLong(Node::expiredKeys).sum(),
                masters.stream().mapToLong(Node::keys).sum(),
                hits,
                misses,
                hits + misses == 0 ? 0 : (double) hits / (hits + misses),
                nodes.stream().mapToLong(Node::uptimeSeconds).min().orElse(0),
                at,
                nodes);
    }
}
