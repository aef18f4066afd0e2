package io.realtimeconnect.perf.cache;

import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StaticCredentialsProvider;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Node;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Sentinel;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Standalone;

/**
 * Where the caches' Redis is.
 *
 * @param uris one for a server or a sentinel's master, any for a cluster
 */
record CacheServers(List<RedisURI> uris, boolean cluster) {

    private static final int SENTINEL_PORT = 26379;

    /** {@code redis://}, {@code rediss://}, {@code redis-sentinel://}, or nodes of a cluster with commas between. */
    static CacheServers at(String url) {
        if (url.startsWith("redis-sentinel://")) {
            return new CacheServers(List.of(RedisURI.create(url)), false);
        }
        List<RedisURI> uris = Arrays.stream(url.split(","))
                .map(String::strip)
                .map(one -> RedisURI.create(one.contains("://") ? one : "redis://" + one))
                .toList();
        return new CacheServers(uris, uris.size() > 1);
    }

    /** The application's own Redis. */
    static CacheServers of(DataRedisConnectionDetails details) {
        if (details.getCluster() != null) {
            return new CacheServers(
                    details.getCluster().getNodes().stream()
                            .map(node -> with(details, RedisURI.create(node.host(), node.port())))
                            .toList(),
                    true);
        }
        if (details.getSentinel() != null) {
            return new CacheServers(List.of(with(details, master(details.getSentinel()))), false);
        }
        Standalone one = details.getStandalone();
        if (one == null) {
            throw new IllegalStateException(
                    "The caches know a Redis server, sentinels or a cluster; set perf.cache.redis-url");
        }
        RedisURI uri = RedisURI.create(one.getHost(), one.getPort());
        uri.setDatabase(one.getDatabase());
        return new CacheServers(List.of(with(details, uri)), false);
    }

    private static RedisURI master(Sentinel sentinel) {
        RedisURI uri = new RedisURI();
        uri.setSentinelMasterId(sentinel.getMaster());
        uri.setDatabase(sentinel.getDatabase());
        for (Node node : sentinel.getNodes()) {
            RedisURI one = RedisURI.create(node.host(), node.port() == 0 ? SENTINEL_PORT : node.port());
            if (sentinel.getPassword() != null) {
                one.setCredentialsProvider(credentials(sentinel.getUsername(), sentinel.getPassword()));
            }
            uri.getSentinels().add(one);
        }
        return uri;
    }

    private static RedisURI with(DataRedisConnectionDetails details, RedisURI uri) {
        if (details.getPassword() != null) {
            uri.setCredentialsProvider(credentials(details.getUsername(), details.getPassword()));
        }
        uri.setSsl(details.getSslBundle() != null);
        return uri;
    }

    private static RedisCredentialsProvider credentials(@Nullable String user, String password) {
        return new StaticCredentialsProvider(user, password.toCharArray());
    }
}
