package io.realtimeconnect.perf.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.connection.ReactiveSubscription;
import org.springframework.data.redis.connection.SubscriptionListener;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.ReactiveRedisMessageListenerContainer;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

/**
 * Subscriptions that notice when they are deaf.
 *
 * <p>Lettuce resubscribes after it has reconnected; a connection that is dead without a word, it does not notice. So each subscription
 * also listens to a channel of its own, on which it is called once an interval. Three calls unheard, while they could be sent, end
 * the subscription, and a new one is made.
 */
final class RedisChannels {

    private static final Logger log = LoggerFactory.getLogger(RedisChannels.class);

    private final ReactiveRedisConnectionFactory factory;
    private final RedisConnector connector;
    private final Duration canaryInterval;
    private final AtomicLong subscriptions = new AtomicLong();
    private final String process = Long.toHexString(ProcessHandle.current().pid()) + "-"
            + Long.toHexString(System.currentTimeMillis() ^ System.identityHashCode(this));

    RedisChannels(ReactiveRedisConnectionFactory factory, RedisConnector connector, Duration canaryInterval) {
        this.factory = factory;
        this.connector = connector;
        this.canaryInterval = canaryInterval;
    }

    Flux<String> listen(String channel, Runnable subscribed) {
        return Flux.usingWhen(
                        connector
                                .connection()
                                .publishOn(Schedulers.boundedElastic())
                                .map(connected -> new ReactiveRedisMessageListenerContainer(factory)),
                        container -> receive(container, channel, subscribed),
                        container -> container.destroyLater().onErrorComplete())
                .concatWith(Mono.error(() -> new IllegalStateException("Subscription to " + channel + " ended")))
                .retryWhen(Retry.backoff(Long.MAX_VALUE, Duration.ofMillis(100))
                        .maxBackoff(Duration.ofSeconds(1))
                        .transientErrors(true)
                        .doBeforeRetry(signal -> log.atInfo()
                                .addKeyValue("channel", channel)
                                .addKeyValue("cause", NestedExceptionUtils.getMostSpecificCause(signal.failure()))
                                .log("redis.subscription.lost")));
    }

    private Flux<String> receive(ReactiveRedisMessageListenerContainer container, String channel, Runnable subscribed) {
        String canary = "canary:" + process + ":" + subscriptions.incrementAndGet();
        AtomicLong heard = new AtomicLong(System.nanoTime());
        SubscriptionListener listener = new SubscriptionListener() {
            @Override
            public void onChannelSubscribed(byte[] name, long count) {
                if (channel.equals(new String(name, StandardCharsets.UTF_8))) {
                    subscribed.run();
                }
            }
        };
        Flux<String> messages = container
                .receive(List.of(ChannelTopic.of(channel), ChannelTopic.of(canary)), listener)
                .<String>handle((message, sink) -> {
                    heard.set(System.nanoTime());
                    if (channel.equals(message.getChannel())) {
                        sink.next(message.getMessage());
                    }
                });
        return messages.mergeWith(watch(canary, heard));
    }

    private Flux<String> watch(String canary, AtomicLong heard) {
        return Flux.interval(canaryInterval)
                .onBackpressureDrop()
                .concatMap(tick -> call(canary).onErrorResume(e -> {
                    heard.set(System.nanoTime());
                    return Mono.empty();
                }))
                .handle((receivers, sink) -> {
                    if (System.nanoTime() - heard.get() > 3 * canaryInterval.toNanos()) {
                        sink.error(new IllegalStateException("Subscription is deaf"));
                    }
                });
    }

    private Mono<Long> call(String canary) {
        return connector
                .connection()
                .flatMap(connection -> connection
                        .pubSubCommands()
                        .publish(Mono.just(new ReactiveSubscription.ChannelMessage<>(
                                StandardCharsets.UTF_8.encode(canary), StandardCharsets.UTF_8.encode("?"))))
                        .next()
                        .timeout(canaryInterval));
    }
}
