package io.realtimeconnect.history.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.history.Instance;
import io.realtimeconnect.history.People;
import io.realtimeconnect.stores.Stores;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The service with {@code ENABLE_QUERY_CACHE=false}. */
class WithoutCachesTest {

    @Test
    void pagesComeFromTheTables() {
        try (Instance off = new Instance(
                Stores.freshSchema("history"), Stores.redis().url(), Map.of("perf.cache.enabled", "false"))) {
            UUID ann = UUID.randomUUID();
            UUID bob = UUID.randomUUID();
            UUID conversation = off.people().meet(ann, bob);
            for (int n = 1; n <= 2; n++) {
                off.people().append(List.of(People.message(conversation, ann, "hello " + n)));
                var answer = off.people().get(bob, "/api/v1/conversations/" + conversation + "/messages");
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.body().path("items")).hasSize(n);
            }
        }
    }
}
