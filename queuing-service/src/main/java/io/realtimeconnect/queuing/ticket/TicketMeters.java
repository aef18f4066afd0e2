package io.realtimeconnect.queuing.ticket;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/**
 * Tickets in figures: {@code rtc.tickets} counts how they begin and end on this instance; {@code rtc.queue.waiting} is how many wait in
 * the whole suite, as of this instance's last sweep, so instances are not to be summed.
 */
@Component
public class TicketMeters {

    /** How a ticket begins or ends. */
    public enum Outcome {
        JOINED,
        /** The line was full. */
        REFUSED,
        MATCHED,
        LEFT,
        EXPIRED,
        /** Its user was suspended or banned. */
        BARRED
    }

    private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
    private final Map<Intent, AtomicLong> waiting = new EnumMap<>(Intent.class);

    public TicketMeters(MeterRegistry registry) {
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(
                    outcome,
                    Counter.builder("rtc.tickets")
                            .description("Tickets by how they began or ended")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        for (Intent intent : Intent.values()) {
            AtomicLong number = new AtomicLong();
            waiting.put(intent, number);
            Gauge.builder("rtc.queue.waiting", number, AtomicLong::get)
                    .description("Users who wait for a partner, all instances together")
                    .tag("intent", intent.wire())
                    .register(registry);
        }
    }

    public void count(Outcome outcome, long tickets) {
        Counter counter = outcomes.get(outcome);
        if (counter != null && tickets > 0) {
            counter.increment(tickets);
        }
    }

    /** @param perIntent those for which somebody waits */
    public void waiting(Map<Intent, Long> perIntent) {
        waiting.forEach((intent, number) -> number.set(perIntent.getOrDefault(intent, 0L)));
    }
}
