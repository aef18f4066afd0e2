package io.realtimeconnect.user.profile;

import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/**
 * Finds users by username, display name and interest, typing errors forgiven ({@code find_users} in the database).
 *
 * <p>Who was found is cached under {@code searches}, what they say of themselves is not: an erased user is gone from results at once.
 */
@Service
class UserSearch {

    static final int MAX = 50;

    private final DatabaseClient database;
    private final TwoTierCache<Found> cache;
    private final Profiles profiles;
    private final Estrangement estrangement;

    UserSearch(DatabaseClient database, TwoTierCaches caches, Profiles profiles, Estrangement estrangement) {
        this.database = database;
        this.cache = caches.cache("searches", Found.class);
        this.profiles = profiles;
        this.estrangement = estrangement;
    }

    /** Best first; without those whom the one who asks has blocked, or was blocked by. */
    Mono<List<Profile>> find(UUID asker, String words, int limit) {
        String sought = words.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
        return cache.get(sought, look(sought))
                .zipWhen(found -> estrangement.from(asker))
                .map(both -> both.getT1().userIds().stream()
                        .filter(id -> !both.getT2().contains(id))
                        .limit(limit)
                        .toList())
                .defaultIfEmpty(List.of())
                .flatMap(ids -> profiles.findAll(ids)
                        .collectMap(Profile::userId)
                        .map(byId -> ids.stream()
                                .flatMap(id -> Stream.ofNullable(byId.get(id)))
                                .toList()));
    }

    /** Empty where nobody is found: that is remembered for a short time only, for whoever it was may be about to sign up. */
    private Mono<Found> look(String sought) {
        return database.sql("SELECT find_users(:words, :most)")
                .bind("words", sought)
                .bind("most", MAX)
                .mapValue(UUID.class)
                .all()
                .map(Objects::requireNonNull)
                .collectList()
                .filter(found -> !found.isEmpty())
                .map(Found::new);
    }

    record Found(List<UUID> userIds) {}
}
