package io.realtimeconnect.perf.session;

import io.realtimeconnect.perf.redis.RedisLink;
import io.realtimeconnect.perf.redis.RedisLinks;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.retry.Retry;

/** Listens to ends of sessions, and looks each second whether it is still the same Redis that answers. */
final class SessionNews implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(SessionNews.class);

    private final RedisLinks links;
    private final RedisLink redis;
    private final NearSessions near;
    private final Clock clock;
    private final Sinks.Many<Revocation> revocations = Sinks.many().multicast().directBestEffort();
    private final Sinks.Many<Instant> resets = Sinks.many().replay().latest();
    private Disposable.@Nullable Composite running;
    private Set<String> servers = Set.of();

    SessionNews(RedisLinks links, RedisLink redis, NearSessions near, Clock clock) {
        this.links = links;
        this.redis = redis;
        this.near = near;
        this.clock = clock;
    }

    Flux<Revocation> revocations() {
        return revocations.asFlux();
    }

    Flux<Instant> storeReset() {
        return resets.asFlux();
    }

    @Override
    public synchronized void start() {
        if (running == null) {
            running = Disposables.composite(
                    links.listen(RevocationNews.CHANNEL, near::doubt)
                            .doOnNext(this::tell)
                            .retryWhen(again())
                            .subscribe(),
                    Flux.interval(Duration.ZERO, Duration.ofSeconds(1))
                            .onBackpressureDrop()
                            .concatMap(tick -> serversNow(), 1)
                            .doOnNext(this::compare)
                            .retryWhen(again())
                            .subscribe());
        }
    }

    @Override
    public synchronized void stop() {
        if (running != null) {
            running.dispose();
            running = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return running != null;
    }

    /** A defect in what is done with news must not make this instance deaf. */
    private static Retry again() {
        return Retry.fixedDelay(Long.MAX_VALUE, Duration.ofSeconds(1))
                .doBeforeRetry(
                        signal -> log.atError().setCause(signal.failure()).log("session.news.failed"));
    }

    private void tell(String message) {
        RevocationNews news = RevocationNews.read(message);
        if (news == null) {
            log.atWarn().addKeyValue("channel", RevocationNews.CHANNEL).log("session.news.unreadable");
            return;
        }
        near.end(news.hashes());
        revocations.emitNext(news.revocation(), Sinks.EmitFailureHandler.busyLooping(Duration.ofMillis(50)));
    }

    private Mono<Set<String>> serversNow() {
        return redis.call(connection -> connection.serverCommands().info("server"))
                .map(SessionNews::runIds)
                .onErrorResume(e -> Mono.empty());
    }

    /** One process of Redis has one run id; of a cluster, the keys carry the node before the name. */
    private static Set<String> runIds(Properties info) {
        Set<String> ids = new TreeSet<>();
        for (String name : info.stringPropertyNames()) {
            if (name.endsWith("run_id")) {
                ids.add(info.getProperty(name));
            }
        }
        return ids;
    }

    private void compare(Set<String> now) {
        if (!servers.containsAll(now)) {
            near.doubt();
            resets.emitNext(clock.instant(), Sinks.EmitFailureHandler.busyLooping(Duration.ofMillis(50)));
            log.atInfo().addKeyValue("servers", now.size()).log("session.store.met");
        }
        servers = now;
    }
}
