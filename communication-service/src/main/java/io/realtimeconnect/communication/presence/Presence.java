package io.realtimeconnect.communication.presence;

import io.realtimeconnect.communication.conversation.Member;
import io.realtimeconnect.communication.conversation.Members;
import io.realtimeconnect.communication.delivery.Fanout;
import io.realtimeconnect.communication.delivery.Hint;
import io.realtimeconnect.communication.delivery.Lines;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * Who is there. A change is pushed to partners of open conversations; who comes back within a moment was never gone. An instance
 * that dies cannot say so: its leases run out, and whoever has a partner connected looks now and then.
 */
@Service
public class Presence {

    private static final Logger log = LoggerFactory.getLogger(Presence.class);
    private static final int AT_ONCE = 64;

    private final Leases leases;
    private final Members members;
    private final Lines lines;
    private final Fanout fanout;
    private final JsonMapper json;
    private final PresenceProperties properties;
    private final Map<UUID, Long> activeNanos = new ConcurrentHashMap<>();
    private final Map<UUID, PresenceState> watched = new ConcurrentHashMap<>();

    Presence(
            Leases leases,
            Members members,
            Lines lines,
            Fanout fanout,
            JsonMapper json,
            PresenceProperties properties) {
        this.leases = leases;
        this.members = members;
        this.lines = lines;
        this.fanout = fanout;
        this.json = json;
        this.properties = properties;
    }

    record Push(String type, List<UserPresence> users) {}

    /** The user has a connection here. */
    public void connected(UUID userId) {
        active(userId);
        renew(userId).subscribe();
    }

    /** The user did something here. */
    public void active(UUID userId) {
        Long before = activeNanos.put(userId, System.nanoTime());
        if (before != null
                && System.nanoTime() - before > properties.awayAfter().toNanos()) {
            renew(userId).subscribe();
        }
    }

    /** The user's last connection here has gone; the lease follows unless another one comes. */
    public void disconnected(UUID userId) {
        long grace = properties.grace().toMillis();
        Mono.delay(Duration.ofMillis(grace + ThreadLocalRandom.current().nextLong(grace + 1)))
                .filter(tick -> lines.of(userId).isEmpty())
                .flatMap(tick -> {
                    activeNanos.remove(userId);
                    return leases.leave(userId).flatMap(this::tellPartners);
                })
                .onErrorResume(Presence::missed)
                .subscribe();
    }

    /** What a user may know of others: strangers, and partners of ended conversations, look like nobody. */
    public Mono<List<UserPresence>> seenBy(UUID userId, Collection<UUID> others) {
        return partnersOf(Set.of(userId))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet())
                .flatMap(partners -> Flux.fromIterable(others)
                        .distinct()
                        .concatMap(other ->
                                partners.contains(other) ? leases.look(other) : Mono.just(UserPresence.unknown(other)))
                        .collectList());
    }

    /** Renews the leases of all who are connected here. */
    Mono<Void> renewAll() {
        return Flux.fromIterable(lines.users()).flatMap(this::renew, AT_ONCE).then();
    }

    /** Looks at the partners of all who are connected here, and tells these what has changed unsaid. */
    Mono<Void> watch() {
        return partnersOf(lines.users())
                .collectMultimap(Map.Entry::getKey, Map.Entry::getValue)
                .flatMap(watchers -> {
                    watched.keySet().retainAll(watchers.keySet());
                    return Flux.fromIterable(watchers.entrySet())
                            .flatMap(
                                    entry -> leases.look(entry.getKey())
                                            .doOnNext(seen -> tellIfNews(seen, entry.getValue())),
                                    AT_ONCE)
                            .then();
                });
    }

    private void tellIfNews(UserPresence seen, Collection<UUID> watchers) {
        PresenceState before = watched.put(seen.userId(), seen.state());
        if (before != null && before != seen.state()) {
            Hint hint = hint(seen);
            watchers.forEach(watcher -> lines.of(watcher).forEach(line -> line.hint(hint)));
        }
    }

    private Mono<Void> renew(UUID userId) {
        long active = activeNanos.getOrDefault(userId, System.nanoTime());
        return leases.renew(userId, Duration.ofNanos(System.nanoTime() - active))
                .flatMap(this::tellPartners)
                .then(leases.keepClient(userId))
                .onErrorResume(Presence::missed);
    }

    private Mono<Void> tellPartners(Leases.Change change) {
        if (!change.isNews()) {
            return Mono.empty();
        }
        Hint hint = hint(change.now());
        return partnersOf(Set.of(change.now().userId()))
                .doOnNext(partner -> fanout.tell(partner.getKey(), hint))
                .then();
    }

    private Hint hint(UserPresence presence) {
        return Hint.presence(json.valueToTree(new Push("presence", List.of(presence))));
    }

    /** Pairs of partner and user, over all open conversations of these users. */
    private Flux<Map.Entry<UUID, UUID>> partnersOf(Set<UUID> users) {
        if (users.isEmpty()) {
            return Flux.empty();
        }
        return members.openAround(users)
                .collectMultimap(Member::conversationId, Member::userId)
                .flatMapIterable(Map::values)
                .flatMapIterable(pair -> pair.stream()
                        .flatMap(partner -> pair.stream()
                                .filter(user -> !user.equals(partner) && users.contains(user))
                                .map(user -> Map.entry(partner, user)))
                        .collect(Collectors.toSet()));
    }

    /** Redis or the database is away: presence is the least of what is missing. */
    private static Mono<Void> missed(Throwable error) {
        log.atDebug().addKeyValue("cause", String.valueOf(error)).log("presence.missed");
        return Mono.empty();
    }
}
