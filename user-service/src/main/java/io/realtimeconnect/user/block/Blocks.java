package io.realtimeconnect.user.block;

import io.realtimeconnect.perf.events.Outbox;
import io.realtimeconnect.user.profile.UserNotFound;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Mono;

/** Blocking and letting go, each told to the other services when it changed something. */
@Service
class Blocks {

    private final BlockTable table;
    private final Outbox outbox;
    private final TransactionalOperator transaction;
    private final Clock clock;

    Blocks(BlockTable table, Outbox outbox, TransactionalOperator transaction, Clock clock) {
        this.table = table;
        this.outbox = outbox;
        this.transaction = transaction;
        this.clock = clock;
    }

    Mono<Void> block(UUID blocker, UUID blocked) {
        if (blocker.equals(blocked)) {
            return Mono.error(new CannotBlockYourself());
        }
        return table.insert(blocker, blocked, clock.instant().truncatedTo(ChronoUnit.MILLIS))
                .flatMap(changed -> changed ? tell("block.created", blocker, blocked) : Mono.<Void>empty())
                .as(transaction::transactional)
                .onErrorMap(DataIntegrityViolationException.class, e -> new UserNotFound());
    }

    Mono<Void> unblock(UUID blocker, UUID blocked) {
        return table.delete(blocker, blocked)
                .flatMap(changed -> changed ? tell("block.removed", blocker, blocked) : Mono.<Void>empty())
                .as(transaction::transactional);
    }

    private Mono<Void> tell(String topic, UUID blocker, UUID blocked) {
        String one = blocker.toString();
        String other = blocked.toString();
        String key = one.compareTo(other) < 0 ? one + ":" + other : other + ":" + one;
        return outbox.append(topic, key, Map.of("blockerId", blocker, "blockedId", blocked));
    }
}
