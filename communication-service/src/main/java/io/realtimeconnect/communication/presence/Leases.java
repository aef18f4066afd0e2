package io.realtimeconnect.communication.presence;

import io.realtimeconnect.perf.redis.LuaScript;
import io.realtimeconnect.perf.redis.RedisLink;
import io.realtimeconnect.perf.redis.RedisLinks;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.data.redis.connection.RedisStringCommands.SetOption;
import org.springframework.data.redis.core.types.Expiration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Leases in Redis. {@code p:{<userId>}}: a hash of instance to the end of its lease and the user's last activity there, and
 * when the user was last seen. {@code q:lease:{<userId>}}: a key that lives while a client is there, for the one who matches.
 */
@Component
class Leases {

    private static final LuaScript SCRIPT = LuaScript.beside(Leases.class, "lease.lua");

    record Change(PresenceState before, UserPresence now) {

        boolean isNews() {
            return before != now.state();
        }
    }

    private final RedisLink link;
    private final PresenceProperties properties;
    private final String instance = UUID.randomUUID().toString();

    Leases(RedisLinks links, PresenceProperties properties) {
        this.link = links.link("presence");
        this.properties = properties;
    }

    Mono<Change> renew(UUID userId, Duration sinceActive) {
        return eval(userId, instance, properties.lease().toMillis(), sinceActive.toMillis());
    }

    Mono<Change> leave(UUID userId) {
        return eval(userId, instance, 0, 0);
    }

    Mono<UserPresence> look(UUID userId) {
        return eval(userId, "", 0, 0).map(Change::now);
    }

    Mono<Void> keepClient(UUID userId) {
        ByteBuffer key = StandardCharsets.UTF_8.encode("q:lease:{" + userId + "}");
        return link.call(redis -> redis.stringCommands()
                        .set(
                                key,
                                StandardCharsets.UTF_8.encode("1"),
                                Expiration.from(properties.clientLease()),
                                SetOption.upsert()))
                .then();
    }

    private Mono<Change> eval(UUID userId, String holder, long leaseMs, long sinceActiveMs) {
        return link.eval(
                        SCRIPT,
                        List.of("p:{" + userId + "}"),
                        holder,
                        leaseMs,
                        sinceActiveMs,
                        properties.awayAfter().toMillis(),
                        properties.keep().toMillis())
                .map(reply -> new Change(
                        PresenceState.of((String) reply.get(0)),
                        new UserPresence(
                                userId,
                                PresenceState.of((String) reply.get(1)),
                                (Long) reply.get(2) == 0 ? null : Instant.ofEpochMilli((Long) reply.get(2)))));
    }
}
