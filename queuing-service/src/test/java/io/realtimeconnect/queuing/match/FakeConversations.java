package io.realtimeconnect.queuing.match;

import io.realtimeconnect.perf.web.Problem;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.StringNode;

/** communication-service as a test wants it; creates each conversation once, however often it is asked. */
final class FakeConversations implements Conversations {

    final Map<UUID, Creation> created = new ConcurrentHashMap<>();
    final AtomicInteger calls = new AtomicInteger();
    volatile Function<Creation, Mono<Void>> behaviour = creation -> Mono.empty();

    @Override
    public Mono<Void> create(UUID id, Creation creation) {
        return Mono.defer(() -> {
            calls.incrementAndGet();
            return behaviour.apply(creation).then(Mono.fromRunnable(() -> created.put(id, creation)));
        });
    }

    static Mono<Void> down() {
        return Mono.error(new Problem(HttpStatus.SERVICE_UNAVAILABLE, "UPSTREAM_UNAVAILABLE", "down"));
    }

    static Mono<Void> refused(UUID toBlame) {
        Problem refusal = new Problem(HttpStatus.CONFLICT, "CONVERSATION_REFUSED", "no");
        return Mono.error(toBlame == null ? refusal : refusal.with("userId", StringNode.valueOf(toBlame.toString())));
    }
}
