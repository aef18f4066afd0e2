package io.realtimeconnect.queuing.ticket;

import io.realtimeconnect.perf.redis.RedisLink;
import io.realtimeconnect.perf.redis.RedisLinks;
import io.realtimeconnect.perf.redis.RedisUnavailable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.data.redis.connection.RedisStringCommands.SetOption;
import org.springframework.data.redis.core.types.Expiration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Says whose client is still there. One key a user, {@code q:lease:{<userId>}}, that a poll, a stream or a socket keeps alive.
 *
 * <p>When Redis cannot say, the client counts as there: matching goes on without it.
 */
@Component
public class Leases {

    private static final byte[] ONE = {'1'};
    private static final int AT_ONCE = 256;

    private final RedisLink redis;
    private final TicketProperties properties;

    public Leases(RedisLinks redis, TicketProperties properties) {
        this.redis = redis.link("lease");
        this.properties = properties;
    }

    /** Keeps a user's lease for another while. Never fails. */
    public Mono<Void> keep(UUID userId) {
        return redis.call(connection -> connection
                        .stringCommands()
                        .set(
                                key(userId),
                                ByteBuffer.wrap(ONE),
                                Expiration.from(properties.lease()),
                                SetOption.upsert()))
                .onErrorResume(RedisUnavailable.class, e -> Mono.empty())
                .then();
    }

    /** Those of the users whose client is known to be gone. Never fails. */
    public Mono<Set<UUID>> gone(Collection<UUID> users) {
        return redis.call(connection -> Flux.fromIterable(users)
                        .flatMap(
                                user -> connection
                                        .keyCommands()
                                        .exists(key(user))
                                        .filter(there -> !there)
                                        .map(there -> user),
                                AT_ONCE)
                        .collect(Collectors.toUnmodifiableSet()))
                .onErrorResume(RedisUnavailable.class, e -> Mono.just(Set.of()));
    }

    /** Whether it is worth asking: who joined just now is there. */
    public boolean mayHaveRunOut(Ticket ticket, Instant now) {
        return ticket.joinedAt().plus(properties.lease()).isBefore(now);
    }

    private static ByteBuffer key(UUID userId) {
        return StandardCharsets.UTF_8.encode("q:lease:{" + userId + "}");
    }
}
