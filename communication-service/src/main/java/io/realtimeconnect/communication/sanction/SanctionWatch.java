package io.realtimeconnect.communication.sanction;

import io.realtimeconnect.communication.delivery.Hint;
import io.realtimeconnect.communication.delivery.Lines;
import io.realtimeconnect.perf.redis.RedisLink;
import io.realtimeconnect.perf.redis.RedisLinks;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.data.redis.connection.ReactiveSubscription.ChannelMessage;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.FluxSink;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Puts into force on this instance what was written by any: reads the table from the position it knows when called through Redis
 * ({@code c:sanctions}), and once a second in case the call was lost. What is new is forgotten by {@link Standings}, told to the user's
 * connections here, and closes those of whoever is out.
 */
@Component
class SanctionWatch implements SmartLifecycle {

    /** Suspended or banned; the code of the contract. */
    private static final Hint OUT = Hint.close(4403, "ACCOUNT_SUSPENDED");

    private static final Logger log = LoggerFactory.getLogger(SanctionWatch.class);
    private static final String CHANNEL = "c:sanctions";
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final long UNKNOWN = -1;

    private final SanctionTable table;
    private final Standings standings;
    private final Lines lines;
    private final RedisLinks links;
    private final RedisLink link;
    private final JsonMapper json;
    private final Clock clock;
    private volatile @Nullable FluxSink<Boolean> wakes;
    private Disposable running = Disposables.disposed();
    private volatile long position = UNKNOWN;

    SanctionWatch(
            SanctionTable table, Standings standings, Lines lines, RedisLinks links, JsonMapper json, Clock clock) {
        this.table = table;
        this.standings = standings;
        this.lines = lines;
        this.links = links;
        this.link = links.link("sanctions");
        this.json = json;
        this.clock = clock;
    }

    private record Notice(
            String type,
            Sanction.Kind action,
            String reason,
            @Nullable Instant expiresAt) {}

    /** Calls this instance and all others; never fails, who does not hear it looks within a second. */
    Mono<Void> wakeAll() {
        return Mono.defer(() -> {
            wake();
            ChannelMessage<ByteBuffer, ByteBuffer> message = new ChannelMessage<>(bytes(CHANNEL), bytes("1"));
            return link.call(redis ->
                            redis.pubSubCommands().publish(Mono.just(message)).next())
                    .then()
                    .onErrorComplete();
        });
    }

    /** After a commit, on an event loop, so nobody waits for another that does the same: the first tells for all. */
    private void wake() {
        FluxSink<Boolean> listening = wakes;
        if (listening != null) {
            listening.next(true);
        }
    }

    /** One look: what changed since the last one. */
    private Mono<Void> look() {
        if (position == UNKNOWN) {
            return table.lastPosition().doOnNext(last -> position = last).then(Mono.defer(this::lookAtAll));
        }
        return table.after(position).doOnNext(this::apply).then().timeout(PATIENCE);
    }

    /** What was known or let in before there was a position to go on from may be too old. */
    private Mono<Void> lookAtAll() {
        standings.forgetAll();
        return Flux.fromIterable(lines.users())
                .filterWhen(standings::isBarred)
                .doOnNext(user -> lines.of(user).forEach(line -> line.hint(OUT)))
                .then();
    }

    private void apply(Sanction sanction) {
        standings.forget(sanction.userId());
        if (sanction.inForce(clock.instant())) {
            Notice notice = new Notice("moderation", sanction.kind(), sanction.reason(), sanction.expiresAt());
            Hint told = Hint.push(json.valueToTree(notice));
            lines.of(sanction.userId()).forEach(line -> {
                line.hint(told);
                if (sanction.bars()) {
                    line.hint(OUT);
                }
            });
        }
        position = sanction.position();
    }

    @Override
    public void start() {
        Flux<Boolean> called = links.listen(CHANNEL, this::wake).map(message -> true);
        running = Flux.merge(
                        called,
                        Flux.<Boolean>create(sink -> wakes = sink, FluxSink.OverflowStrategy.LATEST),
                        Flux.interval(Duration.ZERO, LOOK)
                                .onBackpressureLatest()
                                .map(tick -> true))
                .onBackpressureLatest()
                .concatMap(
                        signal -> look().onErrorResume(e -> {
                            log.atDebug()
                                    .addKeyValue("cause", String.valueOf(e))
                                    .log("sanctions.look.failed");
                            return Mono.empty();
                        }),
                        1)
                .subscribe();
    }

    @Override
    public void stop() {
        running.dispose();
    }

    @Override
    public boolean isRunning() {
        return !running.isDisposed();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
