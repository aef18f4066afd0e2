package io.realtimeconnect.queuing.match;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.realtimeconnect.queuing.ticket.TicketMeters;
import io.realtimeconnect.queuing.ticket.TicketMeters.Outcome;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;

/** {@code rtc.matches}: matches that got their conversation; {@code rtc.match.wait}: how long each of their two had waited. */
@Component
class MatchMeters {

    private static final Duration[] OBJECTIVES = {
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(2),
        Duration.ofMinutes(5)
    };

    private final Counter matches;
    private final Timer wait;
    private final TicketMeters tickets;

    MatchMeters(MeterRegistry registry, TicketMeters tickets) {
        this.matches = Counter.builder("rtc.matches")
                .description("Matches whose conversation was opened by this instance")
                .register(registry);
        this.wait = Timer.builder("rtc.match.wait")
                .description("From joining the queue to the match, per user")
                .serviceLevelObjectives(OBJECTIVES)
                .register(registry);
        this.tickets = tickets;
    }

    void made(List<Duration> waits) {
        matches.increment();
        waits.forEach(wait::record);
        tickets.count(Outcome.MATCHED, waits.size());
    }
}
