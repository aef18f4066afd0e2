package io.realtimeconnect.history.person;

import io.realtimeconnect.history.person.Users.User;
import io.realtimeconnect.history.person.Users.Wanted;
import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Display names, from the cache {@code names}; an answer without them is better than none. */
@Component
public class Names {

    private static final Logger log = LoggerFactory.getLogger(Names.class);
    private static final Duration LONGEST = Duration.ofSeconds(2);

    /** Above the versions of all profiles. */
    private static final long ENDED = 1L << 52;

    private final TwoTierCache<Name> cache;
    private final Users users;

    Names(TwoTierCaches caches, Users users) {
        this.cache = caches.cache("names", Name.class);
        this.users = users;
    }

    /** As it is cached. */
    record Name(String displayName) {}

    /** The names of those who are there; none at all while user-service does not answer. */
    public Mono<Map<UUID, String>> of(Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return Mono.just(Map.of());
        }
        Set<String> keys = ids.stream().map(UUID::toString).collect(Collectors.toCollection(LinkedHashSet::new));
        return cache.getAll(keys, this::load)
                .timeout(LONGEST)
                .map(found -> found.entrySet().stream()
                        .collect(Collectors.toMap(
                                entry -> UUID.fromString(entry.getKey()),
                                entry -> entry.getValue().displayName())))
                .onErrorResume(e -> {
                    log.atWarn().addKeyValue("cause", e.toString()).log("names.missing");
                    return Mono.just(Map.of());
                });
    }

    /**
     * After a change of name. It is put, not just forgotten: user-service tells of a change as soon as it is committed, and may give the old
     * name for a moment longer.
     */
    public Mono<Void> changed(UUID id, String displayName, long version) {
        return cache.put(id.toString(), new Name(displayName), version);
    }

    /** After the end of an account. */
    public Mono<Void> forget(UUID id) {
        return cache.putAbsence(id.toString(), ENDED);
    }

    private Mono<Map<String, Name>> load(Collection<String> keys) {
        return users.findAll(new Wanted(keys.stream().map(UUID::fromString).toList()))
                .map(found -> found.items().stream()
                        .collect(Collectors.toMap(user -> user.id().toString(), Names::name)));
    }

    private static Name name(User user) {
        return new Name(user.displayName());
    }
}
