package io.realtimeconnect.perf.ratelimit;

import io.realtimeconnect.perf.redis.LuaScript;
import io.realtimeconnect.perf.redis.RedisLink;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** How many instances of this service there were when Redis was last asked. */
final class Instances implements SmartLifecycle {

    private static final LuaScript COUNT = LuaScript.beside(Instances.class, "instances.lua");
    private static final Duration SIGN = Duration.ofSeconds(5);
    private static final Duration GONE = Duration.ofSeconds(20);

    private final RedisLink redis;
    private final String key;
    private final String self;
    private volatile int known = 1;
    private @Nullable Disposable running;

    Instances(RedisLink redis, String service, String self) {
        this.redis = redis;
        this.key = "rl:{instances:" + service + "}";
        this.self = self;
    }

    /** At least one. */
    int known() {
        return known;
    }

    @Override
    public synchronized void start() {
        if (running == null) {
            running = Flux.interval(Duration.ZERO, SIGN)
                    .onBackpressureDrop()
                    .concatMap(tick -> redis.eval(COUNT, List.of(key), self, GONE.toMillis())
                            .doOnNext(reply -> known = Math.max(1, Math.toIntExact((Long) reply.get(0))))
                            .onErrorResume(e -> Mono.empty()))
                    .subscribe();
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
}
