package io.realtimeconnect.perf.cache.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.realtimeconnect.perf.cache.TwoTierCache;
import io.realtimeconnect.perf.cache.TwoTierCaches;
import io.realtimeconnect.perf.events.Event;
import io.realtimeconnect.perf.events.Outbox;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

class CommittedInvalidationTest {

    @Test
    void whatRedisDoesNotTakeIsNotHandled() {
        TwoTierCache<?> cache = mock(TwoTierCache.class);
        TwoTierCaches caches = mock(TwoTierCaches.class);
        doReturn(cache).when(caches).named("profiles");
        List<String> removed = new ArrayList<>();
        boolean[] down = {true};
        when(cache.invalidateSurely(anyString(), anyLong()))
                .thenAnswer(call -> Mono.defer(() -> {
                    if (down[0] && call.getArgument(0).equals("b")) {
                        return Mono.error(new IllegalStateException("Redis is away"));
                    }
                    removed.add(call.getArgument(0) + "@" + call.getArgument(1));
                    return Mono.empty();
                }));
        Event event = new Event(
                1,
                UUID.randomUUID(),
                CommittedInvalidation.TOPIC,
                "profiles",
                Instant.EPOCH,
                JsonMapper.builder().build().readTree("{\"cache\":\"profiles\",\"keys\":{\"a\":3,\"b\":0}}"));
        CommittedInvalidation handler = new CommittedInvalidation("user-service", mock(Outbox.class), caches);
        assertThatThrownBy(() -> handler.handle(event).block()).hasMessage("Redis is away");
        down[0] = false;
        handler.handle(event).block();
        assertThat(removed).containsExactly("a@3", "a@3", "b@0");
    }
}
