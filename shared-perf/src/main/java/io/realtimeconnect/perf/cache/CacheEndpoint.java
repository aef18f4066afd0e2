package io.realtimeconnect.perf.cache;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.netty.util.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.ssl.SslBundle;

/**
 * The Redis of the caches: one server, a sentinel's master, or a cluster. Connects without blocking, refuses commands while
 * disconnected, and leaves it to {@link CacheCall} to give up waiting.
 */
final class CacheEndpoint implements AutoCloseable {

    private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private final AbstractRedisClient client;
    private final List<RedisURI> uris;
    private final boolean cluster;
    private final Duration commandTimeout;

    CacheEndpoint(CacheServers servers, Duration commandTimeout, ClientResources resources) {
        this.uris = servers.uris();
        this.cluster = servers.cluster();
        this.commandTimeout = commandTimeout;
        if (cluster) {
            RedisClusterClient made = RedisClusterClient.create(resources, uris);
            made.setOptions((ClusterClientOptions) options(
                    ClusterClientOptions.builder()
                            .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                                    .enablePeriodicRefresh(Duration.ofSeconds(15))
                                    .enableAllAdaptiveRefreshTriggers()
                                    .build()),
                    servers.tls()));
            client = made;
        } else {
            RedisClient made = RedisClient.create(resources, uris.get(0));
            made.setOptions(options(ClientOptions.builder(), servers.tls()));
            client = made;
        }
    }

    boolean cluster() {
        return cluster;
    }

    /** After which a command counts as failed. */
    Duration commandTimeout() {
        return commandTimeout;
    }

    /** Of all the client's connections; coarse. */
    Timer timer() {
        return client.getResources().timer();
    }

    /** Whatever goes wrong, at once too, fails the stage. */
    CompletionStage<StatefulConnection<String, byte[]>> connect() {
        return attempt(() -> client instanceof RedisClusterClient nodes
                ? nodes.refreshPartitionsAsync().thenCompose(done -> nodes.connectAsync(CODEC))
                : ((RedisClient) client).connectAsync(CODEC, uris.get(0)));
    }

    /** As {@link #connect()}. */
    CompletionStage<StatefulRedisPubSubConnection<String, String>> connectPubSub() {
        return attempt(() -> client instanceof RedisClusterClient nodes
                ? nodes.refreshPartitionsAsync().thenCompose(done -> nodes.connectPubSubAsync(StringCodec.UTF8))
                : ((RedisClient) client).connectPubSubAsync(StringCodec.UTF8, uris.get(0)));
    }

    private static <T> CompletionStage<T> attempt(Supplier<CompletionStage<? extends T>> connecting) {
        try {
            return connecting.get().thenApply(made -> made);
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedStage(e);
        }
    }

    @SuppressWarnings("unchecked")
    static RedisClusterAsyncCommands<String, byte[]> commands(StatefulConnection<String, byte[]> connection) {
        if (connection instanceof StatefulRedisClusterConnection<?, ?> nodes) {
            return ((StatefulRedisClusterConnection<String, byte[]>) nodes).async();
        }
        return ((StatefulRedisConnection<String, byte[]>) connection).async();
    }

    @Override
    public void close() {
        client.shutdownAsync();
    }

    private static ClientOptions options(ClientOptions.Builder options, @Nullable SslBundle tls) {
        if (tls != null) {
            options.sslOptions(tls(tls));
        }
        return options.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                // a command whose answer is lost may have been carried out: sent again, it would undo what came after
                // it
                .replayFilter(command -> true)
                .requestQueueSize(CacheLink.QUEUE)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(Duration.ofSeconds(2))
                        .keepAlive(true)
                        .build())
                .build();
    }

    private static SslOptions tls(SslBundle bundle) {
        SslOptions.Builder options = SslOptions.builder()
                .keyManager(bundle.getManagers().getKeyManagerFactory())
                .trustManager(bundle.getManagers().getTrustManagerFactory());
        String[] ciphers = bundle.getOptions().getCiphers();
        if (ciphers != null) {
            options.cipherSuites(ciphers);
        }
        String[] protocols = bundle.getOptions().getEnabledProtocols();
        if (protocols != null) {
            options.protocols(protocols);
        }
        return options.build();
    }
}
