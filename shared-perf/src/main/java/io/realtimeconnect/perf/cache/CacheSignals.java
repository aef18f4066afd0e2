package io.realtimeconnect.perf.cache;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What the caches of this process hear of others: changes as messages, and once a heartbeat a comparison that heals what messages
 * missed. The subscription calls itself each heartbeat; one that hears nothing for three is made anew.
 */
final class CacheSignals implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(CacheSignals.class);
    private static final Pattern REPLICATION_ID = Pattern.compile("master_replid:(\\w+)");
    private static final byte[] CALL = "?".getBytes(StandardCharsets.US_ASCII);

    private final CacheEndpoint endpoint;
    private final CacheLink link;
    private final Duration heartbeat;
    private final String canary = "cache:canary:" + new String(CacheKeys.random(), StandardCharsets.US_ASCII);
    private final Map<String, LayeredCache<?>> caches = new ConcurrentHashMap<>();
    private final AtomicBoolean subscribing = new AtomicBoolean();
    private final Disposable beats;
    private volatile @Nullable StatefulRedisPubSubConnection<String, String> subscription;
    private volatile long heardAt;
    private volatile boolean closed;
    private volatile String server = "";

    CacheSignals(CacheEndpoint endpoint, CacheLink link, Duration heartbeat) {
        this.endpoint = endpoint;
        this.link = link;
        this.heartbeat = heartbeat;
        this.beats = Flux.interval(Duration.ZERO, heartbeat)
                .onBackpressureDrop()
                // whatever goes wrong ends one beat only
                .concatMap(tick -> Mono.defer(this::beat).onErrorResume(e -> {
                    log.debug("event=cache-heartbeat-failed", e);
                    return Mono.empty();
                }))
                .subscribe();
    }

    void follow(String channel, LayeredCache<?> cache) {
        caches.put(channel, cache);
        StatefulRedisPubSubConnection<String, String> open = subscription;
        if (open != null) {
            open.async().subscribe(channel);
        }
    }

    /** Whether the subscription has heard its own call of late. */
    boolean hears() {
        return subscription != null && System.nanoTime() - heardAt < 3 * heartbeat.toNanos();
    }

    @Override
    public void close() {
        closed = true;
        beats.dispose();
        StatefulRedisPubSubConnection<String, String> open = subscription;
        if (open != null) {
            open.closeAsync();
        }
    }

    private Mono<Void> beat() {
        link.connect();
        if (subscription != null && !hears()) {
            renew();
        }
        subscribe();
        followAgain();
        boolean hears = hears();
        caches.values().forEach(cache -> cache.listening = hears);
        Mono<?> call = link.call(redis -> redis.publish(canary, CALL));
        // of a cluster one node may be away: the buckets of the others are compared nevertheless
        return (link.cluster() ? call.onErrorComplete() : call.then(knowServer()))
                .thenMany(Flux.fromIterable(caches.values()))
                .concatMap(cache -> cache.coherence
                        .compare()
                        .then(cache.repair())
                        .onErrorResume(e -> {
                            log.debug("event=cache-not-compared cache={}", cache.name(), e);
                            return Mono.empty();
                        }))
                .then();
    }

    /** A server that was promoted, or has started anew, may have lost what its predecessor was told last. */
    private Mono<Void> knowServer() {
        return link.call(false, redis -> redis.info("replication"))
                .doOnNext(info -> {
                    Matcher found = REPLICATION_ID.matcher(info);
                    String id = found.find() ? found.group(1) : "";
                    if (!server.isEmpty() && !server.equals(id)) {
                        caches.values().forEach(cache -> cache.coherence.anotherServer());
                    }
                    server = id;
                })
                .onErrorComplete()
                .then();
    }

    private void subscribe() {
        if (subscription != null || closed || !subscribing.compareAndSet(false, true)) {
            return;
        }
        endpoint.connectPubSub().whenComplete((made, failure) -> {
            if (made != null) {
                made.addListener(new Ear());
                heardAt = System.nanoTime();
                subscription = made;
                made.async().subscribe(canary);
                caches.keySet().forEach(channel -> made.async().subscribe(channel));
                if (closed) {
                    made.closeAsync();
                }
            }
            subscribing.set(false);
        });
    }

    /** What could not be asked for while the connection was away. */
    private void followAgain() {
        StatefulRedisPubSubConnection<String, String> open = subscription;
        if (open != null) {
            caches.forEach((channel, cache) -> {
                if (!cache.subscribed) {
                    open.async().subscribe(channel);
                }
            });
        }
    }

    private void renew() {
        StatefulRedisPubSubConnection<String, String> deaf = subscription;
        subscription = null;
        if (deaf != null) {
            log.warn("event=cache-subscription-renewed");
            deaf.closeAsync();
        }
    }

    /** Runs on the connection's event loop. */
    private final class Ear extends RedisPubSubAdapter<String, String> {
        /** Also after a reconnect: what was held until then may have missed anything. */
        @Override
        public void subscribed(String channel, long count) {
            LayeredCache<?> cache = caches.get(channel);
            if (cache != null) {
                cache.local.forget();
                cache.subscribed = true;
            }
        }

        @Override
        public void message(String channel, String message) {
            heardAt = System.nanoTime();
            LayeredCache<?> cache = caches.get(channel);
            if (cache == null) {
                return;
            }
            try {
                cache.coherence.told(message);
            } catch (RuntimeException e) {
                log.warn("event=cache-message-not-understood channel={}", channel, e);
            }
        }
    }
}
