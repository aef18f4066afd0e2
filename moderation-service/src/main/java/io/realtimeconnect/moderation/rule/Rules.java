package io.realtimeconnect.moderation.rule;

import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import java.util.List;
import org.springframework.stereotype.Service;
import reactor.core.publisher.Mono;

/**
 * All rules, cached as {@code rules} under the revision of the store. A change makes another revision in its own transaction, so
 * what is cached is never old, and all instances together read the table once a change; while they cannot use Redis, once each.
 */
@Service
public class Rules {

    private final RuleStore store;
    private final TwoTierCache<Cached> cache;

    Rules(RuleStore store, TwoTierCaches caches) {
        this.store = store;
        this.cache = caches.cache("rules", Cached.class);
    }

    /** As it is cached. */
    record Cached(List<Rule> rules) {}

    /** How often the rules changed; equal to what it was means that nothing did. */
    public Mono<Long> revision() {
        return store.revision();
    }

    /** In order of their ids, as of that revision, which the caller has read, or of a later one. */
    public Mono<List<Rule>> at(long revision) {
        return cache.get(Long.toString(revision), store.all().collectList().map(Cached::new))
                .map(Cached::rules);
    }

    /** As of now. */
    Mono<List<Rule>> now() {
        return revision().flatMap(this::at);
    }
}
