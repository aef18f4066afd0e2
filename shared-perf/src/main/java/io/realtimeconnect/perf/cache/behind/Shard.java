package io.realtimeconnect.perf.cache.behind;

import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** What an instance knows of a shard. Rounds of one shard follow each other, so their fields need no more than visibility. */
final class Shard {

    final int number;
    final AtomicBoolean busy = new AtomicBoolean();
    volatile ShardState state = ShardState.NONE;

    /** The round under way, or the last. */
    volatile Mono<Void> running = Mono.empty();

    private volatile @Nullable Lease lease;

    /** @param until ours until then, in nanoseconds, told from before it was asked for */
    private record Lease(long until) {}

    /** After rounds that got nowhere, in nanoseconds. */
    private volatile long restUntil;

    private volatile boolean resting;

    volatile int fruitless;
    volatile int failedInRow;
    volatile boolean more;

    /** A store was given up under way: until the lease has run out nobody else should store here. */
    volatile boolean unsure;

    Shard(int number) {
        this.number = number;
    }

    void saw(ShardState seen, long until) {
        state = seen;
        lease = seen.held() ? new Lease(until) : null;
    }

    void lost() {
        lease = null;
    }

    boolean leasedFor(long nanos, long now) {
        Lease ours = lease;
        return ours != null && ours.until() - now >= nanos;
    }

    void rest(long until) {
        restUntil = until;
        resting = true;
    }

    boolean rests(long now) {
        return resting && restUntil - now > 0;
    }
}
