package io.realtimeconnect.gateway.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.gateway.Caller;
import io.realtimeconnect.gateway.Caller.Answer;
import io.realtimeconnect.gateway.GatewayTest;
import io.realtimeconnect.perf.session.Role;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

class SharingTest extends GatewayTest {

    private static final String STATS = "/api/v1/moderation/stats";
    private static final String MINE = "/api/v1/queue";

    private final String query = "?n=" + UUID.randomUUID();
    private Caller admin;

    @BeforeEach
    void begin() {
        admin = caller(Role.ADMIN);
        MODERATION.forget();
        QUEUING.forget();
        MODERATION.control = "max-age=60";
        QUEUING.control = "private, max-age=60";
        // the first answer of a row teaches; a cache that is not yet told of changes may forget
        await().atMost(Duration.ofSeconds(30))
                .until(() -> said(admin.get(STATS)).contains("hit")
                        && admin.get(STATS).headers().getInt("Age", 0) >= 2);
        await().until(() -> {
            Caller one = caller(Role.USER);
            one.get(MINE);
            return said(one.get(MINE)).contains("hit");
        });
        MODERATION.forget();
        QUEUING.forget();
    }

    @AfterEach
    void end() {
        MODERATION.control = null;
        QUEUING.control = null;
        MODERATION.forget();
        QUEUING.forget();
    }

    @Test
    void whatAServiceLetsShareIsAskedForOnce() {
        Answer first = admin.get(STATS + query);
        Answer second = caller(Role.ADMIN).get(STATS + query);

        assertThat(MODERATION.seen()).hasSize(1);
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(said(first)).isEqualTo("gateway; fwd=miss; stored");
        assertThat(said(second)).startsWith("gateway; hit; ttl=");
        assertThat(second.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(second.headers().getAll("X-Content-Type-Options")).hasSize(1);
    }

    @Test
    void clientsAreToldThatItIsTheirsAndNothingOfTheGateways() {
        for (int i = 0; i < 2; i++) {
            Answer answer = admin.get(STATS + query);
            assertThat(answer.header("Cache-Control")).isEqualTo("private, no-cache");
            assertThat(answer.headers().contains("Gateway-Cache-Control")).isFalse();
            assertThat(answer.headers().contains("X-Service-Token")).isFalse();
            assertThat(answer.headers().getAll("X-Request-Id")).hasSize(1).doesNotContain("mine");
        }
        String tag = admin.get(STATS + query).header("ETag");
        assertThat(admin.with("If-None-Match", tag).get(STATS + query).status()).isEqualTo(304);
        assertThat(MODERATION.seen()).hasSize(1);
    }

    @Test
    void whoMayNotAskGetsNothingShared() {
        assertThat(admin.get(STATS + query).status()).isEqualTo(200);
        assertThat(caller(Role.USER).get(STATS + query).status()).isEqualTo(403);
        assertThat(caller().get(STATS + query).status()).isEqualTo(401);
    }

    @Test
    void whatIsPrivateIsSharedWithOneselfOnly() {
        Caller ann = caller(Role.USER);
        Caller bob = caller(Role.USER);
        String anns = ann.get(MINE + query).text();
        String bobs = bob.get(MINE + query).text();

        assertThat(anns).isNotEqualTo(bobs);
        assertThat(ann.get(MINE + query).text()).isEqualTo(anns);
        assertThat(bob.get(MINE + query).text()).isEqualTo(bobs);
        assertThat(QUEUING.seen()).hasSize(2);
    }

    @Test
    void whatGoesThroughAndChangesSomethingTakesItAway() {
        Caller ann = caller(Role.USER);
        kept(ann);

        assertThat(ann.with("X-Fake", "problem").post(MINE, "{}").status()).isEqualTo(409);
        assertThat(said(ann.get(MINE + query))).as("refused").contains("hit");

        assertThat(ann.post(MINE, "{}").status()).isEqualTo(200);
        assertThat(said(ann.get(MINE + query))).isEqualTo("gateway; fwd=miss; stored");

        kept(ann);
        assertThat(ann.send("DELETE", MINE, null).status()).isEqualTo(200);
        assertThat(said(ann.get(MINE + query))).isEqualTo("gateway; fwd=miss; stored");
    }

    private void kept(Caller caller) {
        caller.get(MINE + query);
        assertThat(said(caller.get(MINE + query))).contains("hit");
    }

    @Test
    void ofManyWhoAskAtOnceOneGoesThrough() {
        List<Answer> answers = Flux.range(0, 40)
                .flatMap(i -> admin.ask("GET", STATS + query, null), 40)
                .collectList()
                .block(Duration.ofSeconds(30));

        assertThat(answers).hasSize(40).allMatch(answer -> answer.status() == 200);
        assertThat(MODERATION.seen()).hasSize(1);
    }

    @Test
    void whatAServiceSaysNothingOfIsNotShared() {
        MODERATION.control = null;
        admin.get(STATS + query);
        admin.get(STATS + query);
        assertThat(MODERATION.seen()).hasSize(2);

        MODERATION.control = "max-age=0";
        admin.get(STATS + query + 1);
        Answer after = admin.get(STATS + query + 1);
        assertThat(MODERATION.seen()).hasSize(4);
        assertThat(after.headers().contains("Cache-Status")).isFalse();
    }

    @Test
    void aServiceThatIsDownIsToldAsSuch() {
        MODERATION.stop();
        try {
            assertThat(admin.get(STATS + query).code()).isEqualTo("UPSTREAM_UNAVAILABLE");
        } finally {
            MODERATION.start();
        }
        await().untilAsserted(
                        () -> assertThat(admin.get(STATS + query).status()).isEqualTo(200));
    }

    private static String said(Answer answer) {
        String said = answer.header("Cache-Status");
        return said == null ? "" : said;
    }
}
