package io.realtimeconnect.perf.session;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * What this instance knows of sessions without asking: those it has looked up lately, and those it has heard the end of.
 *
 * <p>A look-up that began before an end and returns after it does not bring the session back: an end is remembered for a minute and a
 * secret never used twice.
 */
final class NearSessions {

    private record Seen(StoredSession session, long at) {}

    private final Cache<String, Seen> seen;
    private final Cache<String, Boolean> ended;
    private final Ticker ticker;
    private final long validity;
    private final long grace;
    private volatile long believedSince;

    NearSessions(SessionProperties properties, Ticker ticker) {
        Duration kept = properties.grace().compareTo(properties.nearValidity()) > 0
                ? properties.grace()
                : properties.nearValidity();
        this.seen = Caffeine.newBuilder()
                .maximumSize(properties.nearEntries())
                .expireAfterWrite(kept)
                .ticker(ticker)
                .build();
        this.ended = Caffeine.newBuilder()
                .maximumSize(properties.nearEntries())
                .expireAfterWrite(Duration.ofMinutes(1))
                .ticker(ticker)
                .build();
        this.ticker = ticker;
        this.validity = properties.nearValidity().toNanos();
        this.grace = properties.grace().toNanos();
        this.believedSince = ticker.read();
    }

    /** Now, on the clock that {@link #remember} wants. */
    long now() {
        return ticker.read();
    }

    /** @param asked when the look-up began */
    void remember(String hash, StoredSession session, long asked) {
        seen.put(hash, new Seen(session, asked));
        if (hasEnded(hash)) {
            seen.invalidate(hash);
        }
    }

    void forget(String hash) {
        seen.invalidate(hash);
    }

    void end(Collection<String> hashes) {
        for (String hash : hashes) {
            ended.put(hash, Boolean.TRUE);
            seen.invalidate(hash);
        }
    }

    boolean hasEnded(String hash) {
        return ended.getIfPresent(hash) != null;
    }

    /** Looked up so lately that Redis need not be asked. */
    @Nullable
    StoredSession fresh(String hash) {
        Seen entry = seen.getIfPresent(hash);
        return entry != null && entry.at - believedSince >= 0 && ticker.read() - entry.at < validity
                ? entry.session
                : null;
    }

    /** Looked up lately enough to go on reading while Redis is gone. */
    @Nullable
    StoredSession graced(String hash) {
        Seen entry = seen.getIfPresent(hash);
        return entry != null && ticker.read() - entry.at < grace ? entry.session : null;
    }

    /** News may have been missed: every session must be looked up again, though grace still holds. */
    void doubt() {
        believedSince = ticker.read();
    }
}
