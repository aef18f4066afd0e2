package io.realtimeconnect.perf.resilience;

import java.util.concurrent.atomic.AtomicInteger;

/** Lets one call in five be retried, ten in a burst, so that retries never multiply the load of a service in trouble. */
final class RetryBudget {

    private static final int PER_CALL = 1;
    private static final int PER_RETRY = 5;
    private static final int MOST = 50;

    private final AtomicInteger tokens = new AtomicInteger(MOST);

    void called() {
        tokens.updateAndGet(t -> Math.min(MOST, t + PER_CALL));
    }

    boolean takeRetry() {
        return tokens.getAndUpdate(t -> t >= PER_RETRY ? t - PER_RETRY : t) >= PER_RETRY;
    }
}
