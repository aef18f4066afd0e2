package io.realtimeconnect.perf.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.stores.Stores;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import org.springframework.data.domain.Range;

/** Whatever is done to the sessions of a user, Redis holds what a list of at most three would. */
class SessionModelTest {

    private static final Instance instance = new Instance(Stores.redis());
    private static final RedisSessions sessions = instance.sessions();

    @AfterContainer
    static void close() {
        instance.close();
    }

    enum Kind {
        LOGIN,
        LOGIN_AGAIN,
        REVOKE,
        REVOKE_OTHERS,
        REVOKE_ALL,
        EXPIRE,
        WRITE,
        LOOK
    }

    /** @param nth which of the sessions ever made it is about, counted from the latest */
    record Step(Kind kind, int nth) {}

    @Property(tries = 60)
    void redisHoldsWhatAListWould(@ForAll("steps") List<Step> steps) {
        UUID user = UUID.randomUUID();
        Map<String, Admitted> live = new LinkedHashMap<>();
        List<Admitted> all = new ArrayList<>();
        for (Step step : steps) {
            Admitted about = all.isEmpty() ? null : all.get(Math.max(0, all.size() - 1 - step.nth));
            if (about == null || step.kind == Kind.LOGIN || step.kind == Kind.LOGIN_AGAIN) {
                Admitted admitted = sessions.admit(Instance.login(user)).block();
                List<String> evicted = live.size() < 3
                        ? List.of()
                        : List.of(live.keySet().iterator().next());
                assertThat(admitted.evicted()).isEqualTo(evicted);
                evicted.forEach(live::remove);
                live.put(admitted.session().handle(), admitted);
                all.add(admitted);
                continue;
            }
            String handle = about.session().handle();
            Token token = Token.parse(about.token());
            switch (step.kind) {
                case REVOKE -> assertThat(sessions.revoke(user, handle).block()).isEqualTo(live.remove(handle) != null);
                case REVOKE_OTHERS -> {
                    long others = live.keySet().stream()
                            .filter(h -> !h.equals(handle))
                            .count();
                    assertThat(sessions.revokeAll(user, handle).block()).isEqualTo(others);
                    live.keySet().removeIf(h -> !h.equals(handle));
                }
                case REVOKE_ALL -> {
                    assertThat(sessions.revokeAll(user, null).block()).isEqualTo(live.size());
                    live.clear();
                }
                case EXPIRE -> {
                    instance.redis().delete(token.key()).block();
                    live.remove(handle);
                }
                case WRITE ->
                    assertThat(sessions.saveAttributes(token, new HashMap<>(Map.of("list", List.of(), "n", 1)))
                                    .block())
                            .isEqualTo(live.containsKey(handle));
                default -> assertThat(sessions.list(user).count().block()).isEqualTo(live.size());
            }
        }
        List<String> handles = new ArrayList<>(live.keySet());
        Collections.reverse(handles);
        assertThat(sessions.list(user).map(UserSession::handle).collectList().block())
                .isEqualTo(handles);
        // list() has dropped members whose session expired; nothing else may be left
        assertThat(instance.redis()
                        .opsForZSet()
                        .range(Token.index(user), Range.unbounded())
                        .collectList()
                        .block())
                .containsExactlyElementsOf(live.values().stream()
                        .map(admitted -> Token.parse(admitted.token()).hash())
                        .toList());
        try (Instance other = new Instance(Stores.redis())) {
            for (Admitted admitted : all) {
                boolean stands = live.containsKey(admitted.session().handle());
                assertThat(other.sessions().find(admitted.token()).hasElement().block())
                        .isEqualTo(stands);
            }
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(Kind.class), Arbitraries.integers().between(0, 5))
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(25);
    }
}
