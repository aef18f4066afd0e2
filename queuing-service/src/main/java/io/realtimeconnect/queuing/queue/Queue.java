package io.realtimeconnect.queuing.queue;

import io.realtimeconnect.perf.web.Ids;
import io.realtimeconnect.queuing.match.Matches;
import io.realtimeconnect.queuing.match.Matchmaker;
import io.realtimeconnect.queuing.queue.Users.User;
import io.realtimeconnect.queuing.ticket.Bars;
import io.realtimeconnect.queuing.ticket.Intent;
import io.realtimeconnect.queuing.ticket.Leases;
import io.realtimeconnect.queuing.ticket.Ticket;
import io.realtimeconnect.queuing.ticket.TicketMeters;
import io.realtimeconnect.queuing.ticket.TicketMeters.Outcome;
import io.realtimeconnect.queuing.ticket.TicketProperties;
import io.realtimeconnect.queuing.ticket.Tickets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/** Joining, looking and leaving. */
@Service
class Queue {

    /** How long a join waits for a match that it could tell of at once. */
    private static final Duration AT_ONCE = Duration.ofMillis(500);

    private final Tickets tickets;
    private final Leases leases;
    private final Matchmaker matchmaker;
    private final Matches matches;
    private final Users users;
    private final Pace pace;
    private final Bars bars;
    private final TicketMeters meters;
    private final TicketProperties properties;
    private final Clock clock;

    Queue(
            Tickets tickets,
            Leases leases,
            Matchmaker matchmaker,
            Matches matches,
            Users users,
            Pace pace,
            Bars bars,
            TicketMeters meters,
            TicketProperties properties,
            Clock clock) {
        this.tickets = tickets;
        this.leases = leases;
        this.matchmaker = matchmaker;
        this.matches = matches;
        this.users = users;
        this.pace = pace;
        this.bars = bars;
        this.meters = meters;
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * Opens a ticket, and looks for a partner; the key of the table settles races.
     *
     * @return signals {@link AlreadyQueued}, {@link AlreadyMatched}, {@link QueueFull} or {@link AccountSuspended}
     */
    Mono<TicketView> join(UUID userId, JoinRequest request) {
        return bars.isBarred(userId, now())
                .flatMap(barred -> barred ? Mono.error(new AccountSuspended()) : users.find(userId))
                .map(user -> ticket(user, request.intent(), Wishes.of(request, user)))
                .flatMap(ticket -> tickets.open(ticket, properties.capacity())
                        .flatMap(opened -> opened ? entered(ticket) : refused(ticket)));
    }

    private Mono<TicketView> entered(Ticket ticket) {
        meters.count(Outcome.JOINED, 1);
        return leases.keep(ticket.userId())
                .then(matchmaker
                        .match(ticket.intent())
                        .flatMap(round -> round.settled(ticket.userId()))
                        .timeout(AT_ONCE, Mono.empty()))
                .then(Mono.defer(() -> view(ticket.userId())));
    }

    private Mono<TicketView> refused(Ticket wanted) {
        return view(wanted.userId()).map(view -> {
            if (view.match() != null) {
                throw new AlreadyMatched(view.match());
            }
            if (view.state() == TicketView.State.WAITING) {
                throw new AlreadyQueued(view);
            }
            meters.count(Outcome.REFUSED, 1);
            throw new QueueFull();
        });
    }

    private Ticket ticket(User user, Intent intent, Wishes wishes) {
        Instant now = now();
        return new Ticket(
                Ids.next(),
                user.id(),
                user.displayName(),
                intent,
                wishes.interests(),
                wishes.languages(),
                Ticket.State.WAITING,
                now,
                now.plus(properties.ticketTtl()),
                null);
    }

    /** The user's ticket as it is now; looking keeps the lease. */
    Mono<TicketView> look(UUID userId) {
        return leases.keep(userId).then(view(userId));
    }

    private Mono<TicketView> view(UUID userId) {
        Instant now = now();
        return tickets.of(userId).flatMap(ticket -> view(ticket, now)).defaultIfEmpty(TicketView.IDLE);
    }

    /** A ticket taken by a match without a conversation still waits, as far as its user can tell. */
    private Mono<TicketView> view(Ticket ticket, Instant now) {
        if (ticket.waitsAt(now)) {
            return waiting(ticket, now);
        }
        if (ticket.matchId() == null) {
            return Mono.just(TicketView.expired(ticket));
        }
        return matches.find(ticket.userId(), ticket.matchId())
                .map(match -> TicketView.matched(ticket, match))
                .switchIfEmpty(Mono.defer(() -> waiting(ticket, now)));
    }

    private Mono<TicketView> waiting(Ticket ticket, Instant now) {
        return tickets.line(ticket, now)
                .flatMap(line -> pace.estimate(ticket.intent(), Math.max(1, line.position()), now)
                        .map(seconds -> TicketView.waiting(ticket, line, seconds)));
    }

    /** @return signals {@link NotQueued}, also while a match that has just been made gets its conversation */
    Mono<Void> leave(UUID userId) {
        return tickets.leave(userId, now())
                .filter(left -> left)
                .switchIfEmpty(Mono.error(NotQueued::new))
                .doOnNext(left -> meters.count(Outcome.LEFT, 1))
                .then();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
