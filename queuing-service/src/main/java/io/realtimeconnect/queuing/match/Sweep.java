package io.realtimeconnect.queuing.match;

import io.realtimeconnect.queuing.ticket.Bars;
import io.realtimeconnect.queuing.ticket.TicketMeters;
import io.realtimeconnect.queuing.ticket.TicketMeters.Outcome;
import io.realtimeconnect.queuing.ticket.Tickets;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Does every little while, on each instance, what wake-ups may have missed: expire, match, relay, forget. */
@Component
class Sweep implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Sweep.class);

    private final Tickets tickets;
    private final Matchmaker matchmaker;
    private final Relay relay;
    private final News news;
    private final Bars bars;
    private final TicketMeters meters;
    private final MatchProperties properties;
    private final Clock clock;
    private @Nullable Disposable running;

    Sweep(
            Tickets tickets,
            Matchmaker matchmaker,
            Relay relay,
            News news,
            Bars bars,
            TicketMeters meters,
            MatchProperties properties,
            Clock clock) {
        this.tickets = tickets;
        this.matchmaker = matchmaker;
        this.relay = relay;
        this.news = news;
        this.bars = bars;
        this.meters = meters;
        this.properties = properties;
        this.clock = clock;
    }

    /** Each step on its own: one that fails keeps no other from its turn. */
    Mono<Void> once() {
        return Flux.concat(
                        step("expire", expire()),
                        step("relay", relay.pickUp()),
                        step("match", matchmaker.matchAll()),
                        step("measure", measure()),
                        step("forget", tickets.forgetOld(clock.instant()).then(bars.forgetOld(clock.instant()))))
                .then();
    }

    private Mono<Void> expire() {
        return tickets.expire(clock.instant().truncatedTo(ChronoUnit.MICROS))
                .collectList()
                .filter(users -> !users.isEmpty())
                .doOnNext(users -> meters.count(Outcome.EXPIRED, users.size()))
                .flatMap(news::tell);
    }

    private Mono<Void> measure() {
        return tickets.waitingPerIntent(clock.instant())
                .doOnNext(meters::waiting)
                .then();
    }

    private static Mono<Void> step(String name, Mono<Void> work) {
        return work.onErrorResume(e -> {
            log.atWarn()
                    .addKeyValue("step", name)
                    .addKeyValue("cause", e.toString())
                    .log("sweep.failed");
            return Mono.empty();
        });
    }

    @Override
    public synchronized void start() {
        running = Flux.interval(properties.sweep())
                .onBackpressureDrop()
                .concatMap(tick -> once(), 1)
                .subscribe();
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
