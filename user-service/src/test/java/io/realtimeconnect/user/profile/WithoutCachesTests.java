package io.realtimeconnect.user.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.stores.Stores;
import io.realtimeconnect.user.Api.Person;
import io.realtimeconnect.user.Instance;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The service with {@code ENABLE_QUERY_CACHE=false}. */
class WithoutCachesTests {

    @Test
    void profilesSearchesAndBlocksComeFromTheTables() {
        try (Instance off = new Instance(
                Stores.freshSchema("users"), Stores.redis().url(), Map.of("perf.cache.enabled", "false"))) {
            Person ada = off.api().signUp();
            Person bob = off.api().signUp();
            for (String bio : new String[] {"first", "second"}) {
                ada.patch(Map.of("bio", bio)).is(200);
                assertThat(off.api()
                                .get("/api/v1/users/" + ada.id(), bob.token())
                                .is(200)
                                .text("/bio"))
                        .isEqualTo(bio);
            }
            assertThat(finds(off, bob, ada)).isTrue();
            bob.put("/api/v1/users/me/blocks/" + ada.id(), null).is(204);
            assertThat(finds(off, bob, ada)).isFalse();
        }
    }

    private static boolean finds(Instance on, Person who, Person whom) {
        return on.api()
                .get("/api/v1/users?q=" + whom.username(), who.token())
                .is(200)
                .json()
                .toString()
                .contains(whom.id().toString());
    }
}
