package io.realtimeconnect.perf.cache;

import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.StaticCredentialsProvider;
import io.realtimeconnect.perf.environment.InvalidSetting;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Node;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Sentinel;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Standalone;
import org.springframework.boot.ssl.SslBundle;

/**
 * Where the caches' Redis is.
 *
 * @param uris one for a server or a sentinel's master, any for a cluster
 * @param tls who is trusted, and as whom connections are made, where that is not the platform's to say
 */
record CacheServers(
        List<RedisURI> uris, boolean cluster, @Nullable SslBundle tls) {

    private static final String SETTING = "perf.cache.redis-url";

    private static final int SENTINEL_PORT = 26379;

    /** {@code redis://}, {@code rediss://}, {@code redis-sentinel://}, or nodes of a cluster with commas between. */
    static CacheServers at(String url) {
        return at(url, false, null);
    }

    /**
     * The same.
     *
     * @param cluster whether one address is a cluster's, too
     * @throws InvalidSetting if it is none of these
     */
    static CacheServers at(String url, boolean cluster, @Nullable SslBundle tls) {
        if (url.startsWith("redis-sentinel://")) {
            if (cluster) {
                throw new InvalidSetting("perf.cache.cluster", "for sentinels, which " + SETTING + " names");
            }
            return new CacheServers(List.of(parsed(url)), false, tls);
        }
        List<RedisURI> uris = Arrays.stream(url.split(",", -1))
                .map(String::strip)
                .map(one -> parsed(one.contains("://") ? one : "redis://" + one))
                .toList();
        if (uris.stream().anyMatch(uri -> !uri.getSentinels().isEmpty())) {
            throw invalid();
        }
        return new CacheServers(uris, cluster || uris.size() > 1, tls);
    }

    private static RedisURI parsed(String url) {
        try {
            return RedisURI.create(url);
        } catch (IllegalArgumentException e) {
            throw invalid();
        }
    }

    private static InvalidSetting invalid() {
        return new InvalidSetting(
                SETTING,
                "a URL such as redis://:password@host:6379/0, or several for a cluster, or redis-sentinel://…");
    }

    /** The application's own Redis. */
    static CacheServers of(DataRedisConnectionDetails details) {
        return of(details, false);
    }

    /** @param cluster whether its one server is one of a cluster */
    static CacheServers of(DataRedisConnectionDetails details, boolean cluster) {
        if (details.getCluster() != null) {
            return new CacheServers(
                    details.getCluster().getNodes().stream()
                            .map(node -> with(details, RedisURI.create(node.host(), node.port())))
                            .toList(),
                    true,
                    details.getSslBundle());
        }
        if (details.getSentinel() != null) {
            return new CacheServers(
                    List.of(with(details, master(details.getSentinel()))), false, details.getSslBundle());
        }
        Standalone one = details.getStandalone();
        if (one == null) {
            throw new IllegalStateException(
                    "The caches know a Redis server, sentinels or a cluster; set perf.cache.redis-url");
        }
        RedisURI uri = RedisURI.create(one.getHost(), one.getPort());
        uri.setDatabase(one.getDatabase());
        return new CacheServers(List.of(with(details, uri)), cluster, details.getSslBundle());
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
