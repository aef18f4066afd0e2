package io.realtimeconnect.communication.delivery;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.realtimeconnect.perf.redis.RedisLink;
import io.realtimeconnect.perf.redis.RedisLinks;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.ReactiveSubscription.ChannelMessage;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Redis channels, one a user: {@code c:u:<userId>}. What is said there hurries; nothing depends on its being heard.
 *
 * <p>One connection for all channels and one listener, so that a hint costs one look-up whatever the number of users. Lettuce
 * subscribes again after it has reconnected, but not to what was asked for in between, and a connection that died without a word
 * it does not notice: {@link #check} calls on a channel of its own, asks again for every channel, and makes a new connection when
 * its calls go unheard.
 */
@Component
class UserChannels implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(UserChannels.class);
    private static final String PREFIX = "c:u:";
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final int DEAF_AFTER_CALLS = 3;

    /** How a hint travels: with the instance that says it, which has told its own connections. */
    record Envelope(String from, Hint hint) {}

    private final LettuceConnectionFactory factory;
    private final RedisLink link;
    private final JsonMapper json;
    private final String instance = UUID.randomUUID().toString();
    private final String canary = "c:i:" + instance;
    private final Set<UUID> wanted = ConcurrentHashMap.newKeySet();
    private volatile @Nullable StatefulRedisPubSubConnection<String, String> connection;
    private volatile BiConsumer<UUID, Hint> listener = (user, hint) -> {};
    private final AtomicInteger unheard = new AtomicInteger();

    UserChannels(ReactiveRedisConnectionFactory factory, RedisLinks links, JsonMapper json) {
        this.factory = (LettuceConnectionFactory) factory;
        this.link = links.link("delivery", PATIENCE);
        this.json = json;
    }

    void onHint(BiConsumer<UUID, Hint> listener) {
        this.listener = listener;
    }

    /** Completes once subscribed, or when that takes too long or cannot be; {@link #check} makes up for it. */
    Mono<Void> listen(UUID userId) {
        return Mono.defer(() -> {
            wanted.add(userId);
            StatefulRedisPubSubConnection<String, String> live = connection;
            return live == null ? check() : subscribe(live, PREFIX + userId);
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
        return Mono.defer(() -> publish(PREFIX + userId, json.writeValueAsString(new Envelope(instance, hint))))
                .onErrorResume(e -> {
                    log.atDebug().addKeyValue("cause", String.valueOf(e)).log("delivery.hint.lost");
                    return Mono.empty();
                })
                .then();
    }

    /** Makes sure that everything wanted is heard; called again and again. */
    Mono<Void> check() {
        return Mono.defer(() -> {
                    StatefulRedisPubSubConnection<String, String> live = connection;
                    if (live == null || unheard.get() >= DEAF_AFTER_CALLS) {
                        return Mono.fromCallable(this::connect)
                                .subscribeOn(Schedulers.boundedElastic())
                                .flatMap(this::subscribeToAll);
                    }
                    return publish(canary, "?").flatMap(sent -> {
                        unheard.incrementAndGet();
                        return subscribeToAll(live);
                    });
                })
                .onErrorResume(e -> Mono.empty())
                .then();
    }

    /** False when calls to oneself have gone unheard. */
    boolean isHearing() {
        return connection != null && unheard.get() < DEAF_AFTER_CALLS;
    }

    private Mono<Long> publish(String channel, String text) {
        return link.call(redis -> redis.pubSubCommands()
                .publish(Mono.just(new ChannelMessage<>(
                        StandardCharsets.UTF_8.encode(channel), StandardCharsets.UTF_8.encode(text))))
                .next());
    }

    private Mono<Void> subscribeToAll(StatefulRedisPubSubConnection<String, String> live) {
        String[] channels = wanted.stream().map(user -> PREFIX + user).toArray(String[]::new);
        return subscribe(live, canary).then(channels.length == 0 ? Mono.empty() : subscribe(live, channels));
    }

    private static Mono<Void> subscribe(StatefulRedisPubSubConnection<String, String> live, String... channels) {
        return Mono.defer(() -> Mono.fromCompletionStage(live.async().subscribe(channels)))
                .timeout(PATIENCE)
                .onErrorResume(e -> Mono.empty());
    }

    private synchronized StatefulRedisPubSubConnection<String, String> connect() {
        StatefulRedisPubSubConnection<String, String> before = connection;
        if (before != null && unheard.get() < DEAF_AFTER_CALLS) {
            return before;
        }
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
        unheard.set(0);
        connection = fresh;
        if (before != null) {
            before.closeAsync();
        }
        return fresh;
    }

    private void heard(String channel, String message) {
        if (channel.equals(canary)) {
            unheard.set(0);
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
        StatefulRedisPubSubConnection<String, String> live = connection;
        if (live != null) {
            live.closeAsync();
        }
    }
}
