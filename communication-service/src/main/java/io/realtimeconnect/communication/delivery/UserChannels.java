package io.realtimeconnect.communication.delivery;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Redis channels, one a user: {@code c:u:<userId>}. What is said there hurries; nothing depends on its being heard.
 *
 * <p>One connection for all channels and one listener, so that a hint costs one look-up whatever the number of users. Lettuce
 * subscribes again after it has reconnected.
 */
@Component
class UserChannels implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(UserChannels.class);
    private static final String PREFIX = "c:u:";
    private static final Duration PATIENCE = Duration.ofMillis(500);

    /** How a hint travels: with the instance that says it, which has told its own connections. */
    record Envelope(String from, Hint hint) {}

    private final LettuceConnectionFactory factory;
    private final ReactiveStringRedisTemplate redis;
    private final JsonMapper json;
    private final String instance = UUID.randomUUID().toString();
    private final Set<UUID> wanted = ConcurrentHashMap.newKeySet();
    private final Disposable connecting;
    private volatile @Nullable StatefulRedisPubSubConnection<String, String> connection;
    private volatile BiConsumer<UUID, Hint> listener = (user, hint) -> {};

    UserChannels(ReactiveRedisConnectionFactory factory, ReactiveStringRedisTemplate redis, JsonMapper json) {
        this.factory = (LettuceConnectionFactory) factory;
        this.redis = redis;
        this.json = json;
        this.connecting = Mono.fromCallable(this::connect)
                .subscribeOn(Schedulers.boundedElastic())
                .retryWhen(Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(200)).maxBackoff(Duration.ofSeconds(2)))
                .subscribe(this::connected);
    }

    void onHint(BiConsumer<UUID, Hint> listener) {
        this.listener = listener;
    }

    /** Completes once subscribed, or when that takes too long; it is then made up for on its own. */
    Mono<Void> listen(UUID userId) {
        return Mono.defer(() -> {
            wanted.add(userId);
            StatefulRedisPubSubConnection<String, String> live = connection;
            if (live == null) {
                return Mono.empty();
            }
            return Mono.fromCompletionStage((CompletionStage<Void>) live.async().subscribe(PREFIX + userId))
                    .timeout(PATIENCE, Mono.empty())
                    .onErrorResume(e -> Mono.empty());
        });
    }

    void leave(UUID userId) {
        wanted.remove(userId);
        StatefulRedisPubSubConnection<String, String> live = connection;
        if (live != null) {
            live.async().unsubscribe(PREFIX + userId);
        }
    }

    /** Says it to the other instances; a failure is not the caller's. */
    Mono<Void> say(UUID userId, Hint hint) {
        return Mono.defer(() ->
                        redis.convertAndSend(PREFIX + userId, json.writeValueAsString(new Envelope(instance, hint))))
                .timeout(PATIENCE)
                .doOnError(e ->
                        log.atDebug().addKeyValue("cause", String.valueOf(e)).log("delivery.hint.lost"))
                .onErrorResume(e -> Mono.empty())
                .then();
    }

    private StatefulRedisPubSubConnection<String, String> connect() {
        AbstractRedisClient client = factory.getRequiredNativeClient();
        StatefulRedisPubSubConnection<String, String> fresh = client instanceof RedisClusterClient cluster
                ? cluster.connectPubSub(StringCodec.UTF8)
                : ((RedisClient) client).connectPubSub(StringCodec.UTF8);
        fresh.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
                heard(channel, message);
            }
        });
        return fresh;
    }

    private void connected(StatefulRedisPubSubConnection<String, String> fresh) {
        connection = fresh;
        String[] channels = wanted.stream().map(user -> PREFIX + user).toArray(String[]::new);
        if (channels.length > 0) {
            fresh.async().subscribe(channels);
        }
    }

    private void heard(String channel, String message) {
        if (!channel.startsWith(PREFIX)) {
            return;
        }
        try {
            Envelope envelope = json.readValue(message, Envelope.class);
            if (!instance.equals(envelope.from())) {
                listener.accept(UUID.fromString(channel.substring(PREFIX.length())), envelope.hint());
            }
        } catch (JacksonException | IllegalArgumentException e) {
            log.atWarn()
                    .addKeyValue("channel", channel)
                    .addKeyValue("cause", String.valueOf(e))
                    .log("delivery.hint.unreadable");
        }
    }

    @Override
    public void destroy() {
        connecting.dispose();
        StatefulRedisPubSubConnection<String, String> live = connection;
        if (live != null) {
            live.closeAsync();
        }
    }
}
