package io.realtimeconnect.communication.sanction;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.realtimeconnect.communication.sanction.Sanction.Kind;
import io.realtimeconnect.perf.web.Problem;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/**
 * Who may write and who may be here at all: from memory for whoever was asked about before, else from the table. {@link SanctionWatch}
 * has what changed forgotten, so an answer is never older than the last look at the table.
 */
@Service
public class Standings {

    private static final int USERS = 50_000;
    private static final Standing NONE = new Standing(List.of());
    private static final Duration UNUSED = Duration.ofMinutes(30);

    private final SanctionTable table;
    private final ModerationApi moderation;
    private final Clock clock;
    private final AsyncCache<UUID, Standing> standings =
            Caffeine.newBuilder().maximumSize(USERS).expireAfterAccess(UNUSED).buildAsync();

    Standings(SanctionTable table, ModerationApi moderation, Clock clock) {
        this.table = table;
        this.moderation = moderation;
        this.clock = clock;
    }

    /** Completes for who may write; signals {@link Problem} {@code MUTED} or {@code ACCOUNT_SUSPENDED}, with reason and end. */
    public Mono<Void> mayWrite(UUID userId) {
        return of(userId)
                .flatMap(standing -> Mono.justOrEmpty(standing.objection(clock.instant())))
                .flatMap(Mono::error);
    }

    /** Whether the user is suspended or banned. */
    public Mono<Boolean> isBarred(UUID userId) {
        return of(userId).map(standing -> standing.bar(clock.instant()).isPresent());
    }

    /**
     * Whether a suspension or a ban is why the user's session has ended. The news of it may be on their way, so moderation-service is
     * asked; false when it does not answer.
     */
    public Mono<Boolean> isBarredByNow(UUID userId, Duration patience) {
        return isBarred(userId)
                .filter(barred -> barred)
                .switchIfEmpty(Mono.defer(() -> moderation.inForce(userId))
                        .map(answer -> answer.items().stream()
                                .anyMatch(action -> action.kind() == Kind.suspend || action.kind() == Kind.ban)))
                .timeout(patience)
                .onErrorReturn(false);
    }

    /** The account is no more. In the caller's transaction. */
    public Mono<Void> departed(UUID userId) {
        return table.forget(userId);
    }

    private Mono<Standing> of(UUID userId) {
        return Mono.defer(() -> {
            CompletableFuture<Standing> known = standings.getIfPresent(userId);
            // what is there is taken on the spot: messages keep their order
            if (known != null && known.isDone() && !known.isCompletedExceptionally()) {
                return Mono.just(known.getNow(NONE));
            }
            return Mono.fromFuture(standings.get(userId, (id, executor) -> load(id)), true);
        });
    }

    private CompletableFuture<Standing> load(UUID userId) {
        return table.of(userId, clock.instant())
                .collectList()
                .map(Standing::new)
                .toFuture();
    }

    /** Also drops a read that is on its way: it may have been too early. */
    void forget(UUID userId) {
        standings.asMap().remove(userId);
    }

    void forgetAll() {
        standings.asMap().clear();
    }
}
