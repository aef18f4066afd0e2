package io.realtimeconnect.queuing.match;

import io.realtimeconnect.perf.events.Event;
import io.realtimeconnect.perf.events.EventHandler;
import io.realtimeconnect.queuing.ticket.Bars;
import io.realtimeconnect.queuing.ticket.TicketMeters;
import io.realtimeconnect.queuing.ticket.TicketMeters.Outcome;
import io.realtimeconnect.queuing.ticket.Tickets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Suspensions and bans end tickets. Of a match that is being made, communication-service refuses the conversation. */
@Component
class SanctionEvents implements EventHandler {

    private static final Set<String> BARRING = Set.of("suspend", "ban");

    private final Bars bars;
    private final Tickets tickets;
    private final TicketMeters meters;
    private final News news;
    private final JsonMapper json;
    private final Clock clock;

    SanctionEvents(Bars bars, Tickets tickets, TicketMeters meters, News news, JsonMapper json, Clock clock) {
        this.bars = bars;
        this.tickets = tickets;
        this.meters = meters;
        this.news = news;
        this.json = json;
        this.clock = clock;
    }

    private record Action(
            UUID actionId,
            UUID userId,
            String kind,
            @Nullable Instant expiresAt) {}

    @Override
    public String source() {
        return "moderation-service";
    }

    @Override
    public Set<String> topics() {
        return Set.of("action.taken", "action.lifted");
    }

    @Override
    public Mono<Void> handle(Event event) {
        Action action = json.treeToValue(event.payload(), Action.class);
        if (!BARRING.contains(action.kind())) {
            return Mono.empty();
        }
        if (event.topic().equals("action.lifted")) {
            return bars.lift(action.actionId());
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        if (action.expiresAt() != null && !action.expiresAt().isAfter(now)) {
            return Mono.empty();
        }
        return bars.add(action.actionId(), action.userId(), action.expiresAt())
                .then(tickets.bar(action.userId(), now))
                .filter(had -> had)
                .doOnNext(had -> meters.count(Outcome.BARRED, 1))
                .flatMap(had -> news.tell(List.of(action.userId())));
    }
}
