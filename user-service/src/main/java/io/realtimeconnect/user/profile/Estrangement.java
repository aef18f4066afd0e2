package io.realtimeconnect.user.profile;

import java.util.Set;
import java.util.UUID;
import reactor.core.publisher.Mono;

/** Who is not shown to whom. */
public interface Estrangement {

    /** Those whom the user has blocked, and those who have blocked the user; never an empty {@code Mono}. */
    Mono<Set<UUID>> from(UUID userId);

    /** In the transaction that deletes the user, before that is done: what is cached of it goes with its commit, also with the others. */
    Mono<Void> end(UUID userId);
}
