package io.realtimeconnect.communication.conversation;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import reactor.core.publisher.Mono;

/** What user-service knows of blocks. */
public class FakeUsers implements UserApi {

    public final Set<Set<UUID>> blocked = ConcurrentHashMap.newKeySet();

    @Override
    public Mono<Blocked> blockedPairs(Pairs pairs) {
        List<List<UUID>> found = pairs.pairs().stream()
                .filter(pair -> blocked.contains(Set.copyOf(pair)))
                .toList();
        return Mono.just(new Blocked(found));
    }
}
