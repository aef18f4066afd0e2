package io.realtimeconnect.history.log;

import io.realtimeconnect.perf.cache.CacheOptions;
import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import io.realtimeconnect.perf.cache.outbox.CommittedInvalidation;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Pages of messages, cached as {@code pages} under the {@code rev} of their conversation and the {@code seq}s they hold. Any change
 * makes another {@code rev}, so no page is ever old. What a change took away goes with all cached pages of the conversation.
 */
@Component
class PageCache implements PageSource, PageRemoval {

    static final String CACHE = "pages";

    private final LogReader reader;
    private final TwoTierCache<Cached> cache;
    private final CommittedInvalidation invalidation;

    PageCache(LogReader reader, TwoTierCaches caches, CommittedInvalidation invalidation) {
        this.reader = reader;
        this.cache = caches.cache(CACHE, Cached.class);
        this.invalidation = invalidation;
    }

    /** As it is cached. */
    record Cached(List<Message> messages) {}

    @Override
    public Mono<List<Message>> read(Head head, Window.Range range) {
        String conversation = head.conversationId().toString();
        String key = conversation + ":" + head.rev() + ":" + range.from() + "-" + range.to();
        return cache.get(
                        key,
                        reader.range(head.conversationId(), range.from(), range.to())
                                .collectList()
                                .map(Cached::new),
                        CacheOptions.of(options -> options.tags(conversation)))
                .map(Cached::messages);
    }

    @Override
    public Mono<Void> afterCommit(Collection<UUID> conversations) {
        return invalidation.appendTags(
                CACHE, conversations.stream().map(UUID::toString).toList());
    }

    @Override
    public Mono<Void> now(UUID conversation) {
        return cache.invalidateTagSurely(conversation.toString());
    }
}
