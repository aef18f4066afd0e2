package io.realtimeconnect.queuing.match;

import io.realtimeconnect.perf.redis.RedisLink;
import io.realtimeconnect.perf.redis.RedisLinks;
import io.realtimeconnect.perf.redis.RedisUnavailable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.data.redis.connection.ReactiveSubscription.ChannelMessage;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Wakes those who wait for news of a user's ticket, on any instance, through the channel {@code q:news}: user ids, separated by commas. A
 * hint only: polls stand in for a lost one.
 */
@Component
public class News {

    private static final String CHANNEL = "q:news";

    private final RedisLinks links;
    private final RedisLink redis;

    public News(RedisLinks links) {
        this.links = links;
        this.redis = links.link("news");
    }

    /** Never fails. */
    public Mono<Void> tell(Collection<UUID> users) {
        String ids = users.stream().map(UUID::toString).collect(Collectors.joining(","));
        return redis.call(connection -> connection
                        .pubSubCommands()
                        .publish(Mono.just(new ChannelMessage<>(
                                StandardCharsets.UTF_8.encode(CHANNEL), StandardCharsets.UTF_8.encode(ids))))
                        .next())
                .onErrorResume(RedisUnavailable.class, e -> Mono.empty())
                .then();
    }

    /** Users that there is news of, as it comes; never ends. */
    public Flux<Set<UUID>> all() {
        return links.listen(CHANNEL, () -> {})
                .map(ids ->
                        Arrays.stream(ids.split(",")).map(UUID::fromString).collect(Collectors.toUnmodifiableSet()));
    }
}
