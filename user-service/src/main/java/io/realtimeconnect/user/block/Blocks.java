package io.realtimeconnect.user.block;

import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import io.realtimeconnect.perf.cache.outbox.CommittedInvalidation;
import io.realtimeconnect.perf.events.Outbox;
import io.realtimeconnect.user.block.BlockTable.BlocksOfUser;
import io.realtimeconnect.user.profile.Estrangement;
import io.realtimeconnect.user.profile.UserNotFound;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Blocking and letting go, each told to the other services when it changed something; who blocks whom is cached as {@code blocks}. */
@Service
class Blocks implements Estrangement {

    private final BlockTable table;
    private final Outbox outbox;
    private final TwoTierCache<BlocksOfUser> cache;
    private final CommittedInvalidation invalidation;
    private final TransactionalOperator transaction;
    private final Clock clock;

    Blocks(
            BlockTable table,
            Outbox outbox,
            TwoTierCaches caches,
            CommittedInvalidation invalidation,
            TransactionalOperator transaction,
            Clock clock) {
        this.table = table;
        this.outbox = outbox;
        this.cache = caches.cache("blocks", BlocksOfUser.class);
        this.invalidation = invalidation;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Whom the user has blocked, and who has blocked the user. */
    Mono<BlocksOfUser> around(UUID userId) {
        return cache.get(userId.toString(), table.around(userId));
    }

    @Override
    public Mono<Set<UUID>> from(UUID userId) {
        return around(userId).map(blocks -> {
            Set<UUID> all = new HashSet<>(blocks.blocked());
            all.addAll(blocks.blockedBy());
            return all;
        });
    }

    @Override
    public Mono<Void> end(UUID userId) {
        return table.around(userId).flatMap(blocks -> {
            Map<String, Long> all = new HashMap<>();
            all.put(userId.toString(), 0L);
            blocks.blocked().forEach(other -> all.put(other.toString(), 0L));
            blocks.blockedBy().forEach(other -> all.put(other.toString(), 0L));
            return invalidation.append("blocks", all);
        });
    }

    Mono<Void> block(UUID blocker, UUID blocked) {
        if (blocker.equals(blocked)) {
            return Mono.error(new CannotBlockYourself());
        }
        return table.insert(blocker, blocked, clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .flatMap(changed -> changed ? tell("block.created", blocker, blocked) : Mono.<Void>empty())
                .as(transaction::transactional)
                .then(forget(blocker, blocked))
                .onErrorMap(DataIntegrityViolationException.class, e -> new UserNotFound());
    }

    Mono<Void> unblock(UUID blocker, UUID blocked) {
        return table.delete(blocker, blocked)
                .flatMap(changed -> changed ? tell("block.removed", blocker, blocked) : Mono.<Void>empty())
                .as(transaction::transactional)
                .then(forget(blocker, blocked));
    }

    /** At once; the outbox does it again, in case this instance dies before. */
    private Mono<Void> forget(UUID one, UUID other) {
        return Mono.defer(() -> cache.removeAll(List.of(one.toString(), other.toString())));
    }

    private Mono<Void> tell(String topic, UUID blocker, UUID blocked) {
        String one = blocker.toString();
        String other = blocked.toString();
        String key = one.compareTo(other) < 0 ? one + ":" + other : other + ":" + one;
        return outbox.append(topic, key, Map.of("blockerId", blocker, "blockedId", blocked))
                .then(invalidation.append("blocks", Map.of(one, 0L, other, 0L)));
    }
}
