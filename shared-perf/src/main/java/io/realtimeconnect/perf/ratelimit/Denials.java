package io.realtimeconnect.perf.ratelimit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Refusals that still hold: a bucket fills at a known pace and nothing empties it, so a cost that was refused stays refused until its
 * wait is over. The revision of the policy and the cost are part of the key, since either may make the answer another one.
 */
final class Denials {

    private static final Duration LONGEST = Duration.ofSeconds(10);

    private record Key(String policy, long revision, String who, int cost) {}

    private record Denial(Decision decision, long at) {}

    private final Cache<Key, Denial> denials;
    private final Ticker ticker;

    Denials(Ticker ticker, long entries) {
        this.ticker = ticker;
        this.denials = Caffeine.newBuilder()
                .maximumSize(entries)
                .expireAfter(Expiry.<Key, Denial>creating((key, denial) -> held(denial.decision.retryAfter())))
                .ticker(ticker)
                .build();
    }

    void remember(Decision decision, long revision, String who, int cost) {
        denials.put(new Key(decision.policy(), revision, who, cost), new Denial(decision, ticker.read()));
    }

    /** The refusal, its waits shortened by the time since; null where Redis must be asked. */
    @Nullable
    Decision of(String policy, long revision, String who, int cost) {
        Denial denial = denials.getIfPresent(new Key(policy, revision, who, cost));
        if (denial == null) {
            return null;
        }
        Duration since = Duration.ofNanos(ticker.read() - denial.at);
        Decision then = denial.decision;
        Duration wait = then.retryAfter().minus(since);
        if (wait.isNegative() || wait.isZero()) {
            return null;
        }
        return new Decision(
                policy,
                false,
                then.limit(),
                then.window(),
                then.remaining(),
                wait,
                then.resetAfter().minus(since));
    }

    private static Duration held(Duration wait) {
        return wait.compareTo(LONGEST) < 0 ? wait : LONGEST;
    }
}
