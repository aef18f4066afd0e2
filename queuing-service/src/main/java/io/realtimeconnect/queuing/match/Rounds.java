package io.realtimeconnect.queuing.match;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Runs rounds of one line one after another; whoever asks while one runs shares the next with all who ask meanwhile. */
final class Rounds {

    private static final Logger log = LoggerFactory.getLogger(Rounds.class);

    private final Supplier<Mono<Round>> round;
    private boolean running;
    private Sinks.@Nullable One<Round> next;

    Rounds(Supplier<Mono<Round>> round) {
        this.round = round;
    }

    /** A round that begins after this call; it goes on without the caller, and one that fails is an empty one. */
    synchronized Mono<Round> ask() {
        if (next != null) {
            return next.asMono();
        }
        Sinks.One<Round> mine = Sinks.one();
        if (running) {
            next = mine;
        } else {
            running = true;
            run(mine);
        }
        return mine.asMono();
    }

    private void run(Sinks.One<Round> waiting) {
        Mono.defer(round)
                .defaultIfEmpty(Round.NOTHING)
                .onErrorResume(e -> {
                    log.atWarn().setCause(e).log("match.round.failed");
                    return Mono.just(Round.NOTHING);
                })
                .subscribe(done -> finished(waiting, done));
    }

    private void finished(Sinks.One<Round> waiting, Round done) {
        Sinks.One<Round> following;
        synchronized (this) {
            following = next;
            next = null;
            running = following != null;
        }
        waiting.tryEmitValue(done);
        if (following != null) {
            run(following);
        }
    }
}
