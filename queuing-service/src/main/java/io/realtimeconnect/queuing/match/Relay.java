package io.realtimeconnect.queuing.match;

import io.realtimeconnect.perf.events.Outbox;
import io.realtimeconnect.perf.web.Ids;
import io.realtimeconnect.perf.web.Problem;
import io.realtimeconnect.queuing.match.Conversations.Creation;
import io.realtimeconnect.queuing.match.PendingMatch.Player;
import io.realtimeconnect.queuing.ticket.Tickets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * Gets pending matches their conversations. The instance that made a match tries at once; whatever it leaves undone is picked up by
 * any instance when the lease on the row is over. Creation is idempotent, so a try whose answer was lost is just repeated.
 */
@Service
public class Relay {

    private static final Logger log = LoggerFactory.getLogger(Relay.class);
    private static final String REFUSED = "CONVERSATION_REFUSED";
    private static final int AT_ONCE = 64;
    private static final Duration BACK_IN_LINE = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final MatchTable matches;
    private final Tickets tickets;
    private final Conversations conversations;
    private final Outbox outbox;
    private final News news;
    private final MatchMeters meters;
    private final TransactionalOperator transaction;
    private final MatchProperties properties;
    private final Clock clock;

    Relay(
            MatchTable matches,
            Tickets tickets,
            Conversations conversations,
            Outbox outbox,
            News news,
            MatchMeters meters,
            TransactionalOperator transaction,
            MatchProperties properties,
            Clock clock) {
        this.matches = matches;
        this.tickets = tickets;
        this.conversations = conversations;
        this.outbox = outbox;
        this.news = news;
        this.meters = meters;
        this.transaction = transaction;
        this.properties = properties;
        this.clock = clock;
    }

    /** Begins to relay a match that is leased to this instance; completes when the try is over and never fails. */
    Mono<Void> start(PendingMatch match) {
        Mono<Void> relayed = relay(match).cache();
        relayed.subscribe();
        return relayed;
    }

    /** Relays what nobody is at. */
    Mono<Void> pickUp() {
        return matches.claim(now(), properties.relayLease(), AT_ONCE)
                .collectList()
                .flatMap(claimed ->
                        Flux.fromIterable(claimed).flatMap(this::relay).then());
    }

    private Mono<Void> relay(PendingMatch match) {
        return conversations
                .create(match.id(), Creation.of(match))
                .timeout(properties.relayLease())
                .then(Mono.defer(() -> opened(match)))
                .onErrorResume(
                        Problem.class,
                        problem -> problem.code().equals(REFUSED) ? refused(match, problem) : Mono.error(problem))
                .onErrorResume(e -> postponed(match, e))
                .onErrorResume(e -> {
                    log.atWarn().addKeyValue("match", match.id()).setCause(e).log("match.relay.left");
                    return Mono.empty();
                });
    }

    private Mono<Void> opened(PendingMatch match) {
        Mono<List<Duration>> opened = matches.open(match.id(), now())
                .collectList()
                .filter(waits -> !waits.isEmpty())
                .flatMap(waits -> outbox.append("match.made", match.id().toString(), Told.of(match))
                        .thenReturn(waits))
                .as(transaction::transactional);
        return opened.doOnNext(meters::made).flatMap(waits -> news.tell(users(match)));
    }

    /** Nobody stays in a match that cannot be: who is to blame loses the ticket, the other gets the old place back. */
    private Mono<Void> refused(PendingMatch match, Problem problem) {
        Optional<UUID> toBlame = Optional.ofNullable(problem.properties().get("userId"))
                // as it came over the wire: a JSON text's toString() has quotes
                .map(user -> user instanceof JsonNode text ? text.asString("") : user.toString())
                .flatMap(Ids::parse);
        Instant now = now();
        Mono<Boolean> cancelled = matches.cancel(match.id(), now)
                .filter(changed -> changed)
                .flatMap(changed -> Mono.justOrEmpty(toBlame)
                        .flatMap(user -> tickets.removeTaken(match.id(), user))
                        .then(tickets.restore(match.id(), now, BACK_IN_LINE))
                        .then(outbox.append("match.cancelled", match.id().toString(), Told.of(match)))
                        .thenReturn(changed))
                .as(transaction::transactional);
        log.atInfo().addKeyValue("match", match.id()).log("match.refused");
        return cancelled.flatMap(changed -> news.tell(users(match)));
    }

    /** Whether the conversation is there is unknown, so the match stays pending and is tried again. */
    private Mono<Void> postponed(PendingMatch match, Throwable e) {
        Duration pause = Duration.ofMillis(200L << Math.min(match.attempts(), 5));
        log.atWarn()
                .addKeyValue("match", match.id())
                .addKeyValue("attempts", match.attempts())
                .setCause(e)
                .log("match.relay.postponed");
        return matches.postpone(match.id(), now().plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE));
    }

    /** The conversation of a match is over; its users may queue again. In the caller's transaction. */
    Mono<Void> ended(UUID matchId) {
        return matches.end(matchId, now())
                .filter(changed -> changed)
                .flatMap(changed ->
                        tickets.remove(matchId).then(matches.players(matchId).collectList()))
                .flatMap(news::tell);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static List<UUID> users(PendingMatch match) {
        return match.players().stream().map(Player::id).toList();
    }

    /** What other services learn. */
    private record Told(UUID matchId, UUID conversationId, List<UUID> participants) {

        static Told of(PendingMatch match) {
            return new Told(match.id(), match.id(), users(match));
        }
    }
}
