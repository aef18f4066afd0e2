package io.realtimeconnect.queuing.match;

import io.realtimeconnect.perf.web.Ids;
import io.realtimeconnect.queuing.match.MatchTable.Made;
import io.realtimeconnect.queuing.match.PendingMatch.Player;
import io.realtimeconnect.queuing.ticket.Intent;
import io.realtimeconnect.queuing.ticket.Leases;
import io.realtimeconnect.queuing.ticket.Ticket;
import io.realtimeconnect.queuing.ticket.Tickets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.springframework.stereotype.Service;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Makes matches, on every instance at once. A round reads a line without locks, pairs in memory, then takes the chosen tickets,
 * those that still wait and that nobody else has in hand, and writes match, players and tickets in one transaction.
 */
@Service
public class Matchmaker {

    private static final int LOOKS = 5;
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Tickets tickets;
    private final Leases leases;
    private final MatchTable matches;
    private final Relay relay;
    private final TransactionalOperator transaction;
    private final MatchProperties properties;
    private final Pairing pairing;
    private final Clock clock;
    private final Map<Intent, Rounds> rounds = new EnumMap<>(Intent.class);

    Matchmaker(
            Tickets tickets,
            Leases leases,
            MatchTable matches,
            Relay relay,
            TransactionalOperator transaction,
            MatchProperties properties,
            Clock clock) {
        this.tickets = tickets;
        this.leases = leases;
        this.matches = matches;
        this.relay = relay;
        this.transaction = transaction;
        this.properties = properties;
        this.pairing = new Pairing(properties.patience());
        this.clock = clock;
        for (Intent intent : Intent.values()) {
            rounds.put(intent, new Rounds(() -> round(intent)));
        }
    }

    /** Looks at one line, once, together with all others who ask for it now. Never fails. */
    public Mono<Round> match(Intent intent) {
        return Mono.defer(() -> rounds.getOrDefault(intent, new Rounds(() -> round(intent)))
                        .ask())
                .doOnNext(round -> {
                    if (round.disturbed()) {
                        again(intent);
                    }
                });
    }

    /** Looks at all lines. */
    Mono<Void> matchAll() {
        return Flux.fromArray(Intent.values()).flatMap(this::match).then();
    }

    private void again(Intent intent) {
        Duration pause = PAUSE.plusMillis(ThreadLocalRandom.current().nextLong(PAUSE.toMillis()));
        Schedulers.parallel().schedule(() -> match(intent).subscribe(), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Mono<Round> round(Intent intent) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return tickets.waiting(intent, now)
                .collectList()
                .filter(waiting -> waiting.size() > 1)
                .flatMap(waiting -> choose(waiting, now))
                .filter(pairs -> !pairs.isEmpty())
                .flatMap(pairs -> make(pairs, now));
    }

    private Mono<List<Pair>> choose(List<Ticket> waiting, Instant now) {
        List<UUID> users = waiting.stream().map(Ticket::userId).toList();
        return matches.unmeetable(users, now.minus(properties.rematchWindow()), now.minus(properties.refusalWindow()))
                .publishOn(Schedulers.parallel())
                .flatMap(unmeetable -> there(waiting, unmeetable, Set.of(), now, LOOKS));
    }

    /** Pairs of users whose clients are there; asks only for those it would pair. */
    private Mono<List<Pair>> there(
            List<Ticket> waiting, Unmeetable unmeetable, Set<UUID> gone, Instant now, int looks) {
        List<Pair> pairs = pairing.pairs(waiting, unmeetable, gone, now);
        List<UUID> chosen = pairs.stream()
                .flatMap(Pair::tickets)
                .filter(ticket -> leases.mayHaveRunOut(ticket, now))
                .map(Ticket::userId)
                .toList();
        if (chosen.isEmpty()) {
            return Mono.just(pairs);
        }
        return leases.gone(chosen).flatMap(missing -> {
            if (missing.isEmpty()) {
                return Mono.just(pairs);
            }
            if (looks == 0) {
                return Mono.just(pairs.stream()
                        .filter(pair -> pair.tickets().noneMatch(ticket -> missing.contains(ticket.userId())))
                        .toList());
            }
            Set<UUID> all = new HashSet<>(gone);
            all.addAll(missing);
            return there(waiting, unmeetable, all, now, looks - 1);
        });
    }

    private Mono<Round> make(List<Pair> pairs, Instant now) {
        List<UUID> chosen =
                pairs.stream().flatMap(Pair::tickets).map(Ticket::id).toList();
        return tickets.lock(chosen, now)
                .collect(Collectors.toSet())
                .flatMap(locked -> {
                    List<Made> made = pairs.stream()
                            .filter(pair -> pair.tickets().allMatch(ticket -> locked.contains(ticket.id())))
                            .map(pair -> new Made(Ids.next(), pair))
                            .toList();
                    return made.isEmpty() ? Mono.just(made) : write(made, now).thenReturn(made);
                })
                .as(transaction::transactional)
                .map(made -> new Round(relays(made, now), made.size() < pairs.size()));
    }

    private Mono<Void> write(List<Made> made, Instant now) {
        List<UUID> taken =
                made.stream().flatMap(m -> m.pair().tickets().map(Ticket::id)).toList();
        List<UUID> by =
                made.stream().flatMap(m -> m.pair().tickets().map(t -> m.id())).toList();
        return matches.insert(made, now, properties.relayLease()).then(tickets.take(taken, by));
    }

    private Map<UUID, Mono<Void>> relays(List<Made> made, Instant now) {
        Map<UUID, Mono<Void>> relays = new HashMap<>();
        for (Made match : made) {
            List<Player> players = match.pair()
                    .tickets()
                    .map(ticket -> new Player(ticket.userId(), ticket.displayName()))
                    .toList();
            Mono<Void> relayed = relay.start(new PendingMatch(
                    match.id(),
                    players,
                    match.pair().commonInterests(),
                    match.pair().score(),
                    now,
                    1));
            players.forEach(player -> relays.put(player.id(), relayed));
        }
        return relays;
    }
}
