package io.realtimeconnect.perf.cache.behind;

import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Mono;

/** What an instance knows of a shard. Rounds of one shard follow each other, so their fields need no more than visibility. */
final class Shard {

    final int number;
    final AtomicBoolean busy = new AtomicBoolean();
    volatile ShardState state = ShardState.NONE;

    /** The round under way, or the last. */
    volatile Mono<Void> running = Mono.empty();

    /** Ours until then, in nanoseconds, told from before it was asked for. */
    private volatile long leasedUntil;

    private volatile boolean leased;

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
        leasedUntil = until;
        leased = seen.held();
    }

    void lost() {
        leased = false;
    }

    boolean leasedFor(long nanos, long now) {
        return leased && leasedUntil - now >= nanos;
    }

    void rest(long until) {
        restUntil = until;
        resting = true;
    }

    boolean rests(long now) {
        return resting && restUntil - now > 0;
    }
}
