package io.realtimeconnect.perf.redis;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.event.CircuitBreakerOnStateTransitionEvent;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Finds Redis again for a feature that nobody uses: whenever its breaker lets calls through on trial, as many pings take the trial.
 * Where somebody was refused meanwhile, who comes next takes it, as only a feature's own calls show that they are in time again; if
 * nobody comes, the next trial is taken.
 */
final class Recovery {

    /** Calls of a trial. */
    static final int TRIAL = 2;

    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    private final CircuitBreaker breaker;
    private final Mono<?> ping;
    private final AtomicBoolean wanted = new AtomicBoolean();

    /** @param breaker goes over to trials by itself, which end after a while */
    private Recovery(CircuitBreaker breaker, Mono<?> ping) {
        this.breaker = breaker;
        this.ping = ping;
    }

    /** @param ping passes the breaker */
    static void of(CircuitBreaker breaker, Mono<?> ping) {
        Recovery recovery = new Recovery(breaker, ping);
        breaker.getEventPublisher()
                .onCallNotPermitted(refused -> recovery.wanted.set(true))
                .onStateTransition(recovery::moved);
    }

    private void moved(CircuitBreakerOnStateTransitionEvent event) {
        CircuitBreaker.State now = event.getStateTransition().getToState();
        log.atInfo()
                .addKeyValue("feature", breaker.getName())
                .addKeyValue("state", now)
                .log("redis.breaker");
        if (now == CircuitBreaker.State.HALF_OPEN && !wanted.getAndSet(false)) {
            // at once: one after the other could outlast the trial
            Flux.range(0, TRIAL)
                    .flatMap(call -> ping.then().onErrorComplete(), TRIAL)
                    .subscribe();
        }
    }
}
