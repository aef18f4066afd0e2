package io.realtimeconnect.user.profile;

import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import io.realtimeconnect.perf.cache.outbox.CommittedInvalidation;
import io.realtimeconnect.perf.events.Outbox;
import io.realtimeconnect.perf.web.ETags;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Profiles, read through the cache {@code profiles} and written through it. */
@Service
public class Profiles {

    /** Above all versions of a profile: what is written late about one that is deleted does not bring it back. */
    private static final long DELETED = 1L << 52;

    private final ProfileTable table;
    private final TwoTierCache<Profile> cache;
    private final Outbox outbox;
    private final CommittedInvalidation invalidation;
    private final TransactionalOperator transaction;
    private final Clock clock;

    Profiles(
            ProfileTable table,
            TwoTierCaches caches,
            Outbox outbox,
            CommittedInvalidation invalidation,
            TransactionalOperator transaction,
            Clock clock) {
        this.table = table;
        this.cache = caches.cache("profiles", Profile.class);
        this.outbox = outbox;
        this.invalidation = invalidation;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Empty when there is no such user, or none any more. */
    public Mono<Profile> find(UUID userId) {
        return cache.get(key(userId), table.find(userId));
    }

    /** Those of the users that are there. */
    public Flux<Profile> findAll(Collection<UUID> userIds) {
        return cache.getAll(userIds.stream().map(Profiles::key).toList(), table::findAll)
                .flatMapIterable(Map::values);
    }

    /** The first version of a profile, in the caller's transaction. */
    public Mono<Profile> create(UUID userId, String username, String displayName, Instant now) {
        Profile profile = Profile.fresh(userId, username, displayName, now);
        return table.insert(profile).thenReturn(profile);
    }

    /**
     * Applies a change to the version that the client means; what changes nothing makes no version.
     *
     * @param ifMatch the header of that name
     * @return signals {@code 412 VERSION_MISMATCH} when another version is there by now
     */
    Mono<Profile> change(UUID userId, ProfileChange change, @Nullable String ifMatch) {
        return transaction
                .transactional(table.lock(userId)
                        .switchIfEmpty(Mono.error(UserNotFound::new))
                        .flatMap(present -> {
                            ETags.require(ifMatch, present.version());
                            Profile next = change.applyTo(present);
                            return next.saysTheSameAs(present) ? Mono.just(present) : save(present, next);
                        }))
                .flatMap(this::writeThrough);
    }

    /** Deletes a profile, and with it the blocks by and of its user, in the caller's transaction; {@link #forget} follows its commit. */
    public Mono<Void> delete(UUID userId) {
        return table.delete(userId).then(invalidation.append("profiles", Map.of(key(userId), DELETED)));
    }

    /** Takes a deleted profile out of the cache, and keeps out what other instances have still under way. */
    public Mono<Void> forget(UUID userId) {
        return cache.putAbsence(key(userId), DELETED);
    }

    private Mono<Profile> save(Profile present, Profile next) {
        Profile saved = next.at(present.version() + 1, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        Mono<Void> update = table.update(saved);
        if (!saved.displayName().equals(present.displayName())) {
            update = update.then(outbox.append(
                    "profile.changed",
                    saved.userId().toString(),
                    Map.of("userId", saved.userId(), "displayName", saved.displayName(), "version", saved.version())));
        }
        // in case this instance dies before it has written through
        return update.then(invalidation.append("profiles", Map.of(key(saved.userId()), saved.version())))
                .thenReturn(saved);
    }

    /** Two changes may reach the cache in the other order than the table: the version lets the later one win. */
    private Mono<Profile> writeThrough(Profile saved) {
        return cache.put(key(saved.userId()), saved, saved.version()).thenReturn(saved);
    }

    private static String key(UUID userId) {
        return userId.toString();
    }
}
