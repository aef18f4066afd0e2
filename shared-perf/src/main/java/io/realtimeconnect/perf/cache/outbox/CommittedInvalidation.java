package io.realtimeconnect.perf.cache.outbox;

import io.realtimeconnect.perf.cache.TwoTierCaches;
import io.realtimeconnect.perf.events.Event;
import io.realtimeconnect.perf.events.EventHandler;
import io.realtimeconnect.perf.events.Outbox;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * Removes keys and tags from caches after the commit of the transaction that changed what they stand for, also when the instance dies between the
 * two: the keys are an event of the service to itself, which is repeated until Redis has been told. Whoever wants them gone at once
 * removes them after the commit as well.
 */
public final class CommittedInvalidation implements EventHandler {

    static final String TOPIC = "cache.invalidated";

    private final String self;
    private final Outbox outbox;
    private final TwoTierCaches caches;

    CommittedInvalidation(String self, Outbox outbox, TwoTierCaches caches) {
        this.self = self;
        this.outbox = outbox;
        this.caches = caches;
    }

    private record Keys(String cache, Map<String, Long> keys, Collection<String> tags) {}

    /**
     * In the transaction of the change.
     *
     * @param keys each with the version of the change: what is cached of that version or a higher one stays. 0 where there are no versions
     */
    public Mono<Void> append(String cache, Map<String, Long> keys) {
        return outbox.append(TOPIC, cache, new Keys(cache, keys, List.of()));
    }

    /** The same for whatever carries one of the tags. */
    public Mono<Void> appendTags(String cache, Collection<String> tags) {
        return outbox.append(TOPIC, cache, new Keys(cache, Map.of(), tags));
    }

    @Override
    public String source() {
        return self;
    }

    @Override
    public Set<String> topics() {
        return Set.of(TOPIC);
    }

    @Override
    public Mono<Void> handle(Event event) {
        return Mono.defer(() -> remove(event));
    }

    private Mono<Void> remove(Event event) {
        JsonNode keys = event.payload().path("keys");
        var cache = caches.named(event.payload().path("cache").asString());
        return Flux.fromIterable(keys.properties())
                .concatMap(key ->
                        cache.invalidateSurely(key.getKey(), key.getValue().asLong()))
                .thenMany(Flux.fromIterable(event.payload().path("tags")))
                .concatMap(tag -> cache.invalidateTagSurely(tag.asString()))
                .then();
    }
}
