package io.realtimeconnect.perf.cache.behind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.realtimeconnect.perf.redis.RedisUnavailable;
import io.realtimeconnect.stores.RedisServer;
import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

/** The journal alone. */
class JournalTest {

    private Journals journals;

    @AfterEach
    void close() {
        journals.close();
    }

    @Test
    void theFirstChangeOfAShardThatIsGivenUpDoesNotTurnUpLaterEither() {
        try (RedisServer redis = Stores.privateRedis()) {
            Journal journal = journal(redis.store().url(), Duration.ofMillis(300));
            // connected, the script is there, and the time of the other shard is not known
            Awaitility.await()
                    .ignoreExceptions()
                    .until(() -> journal.accept("c", "1").block().version() > 0);
            redis.pause();
            assertThatThrownBy(() -> journal.accept("a", "1").block()).isInstanceOf(RedisUnavailable.class);
            Mono.delay(Duration.ofMillis(700)).block();
            redis.resume();
            Awaitility.await()
                    .ignoreExceptions()
                    .until(() -> journal.accept("b", "1").block().outcome() == Accepted.Outcome.ACCEPTED);
            assertThat(journal.find(List.of("a", "b")).block()).containsOnlyKeys("b");
        }
    }

    @Test
    void whoHasNoLeaseTakesNothingAndGivesNothingBack() {
        Journal journal = journal(Stores.redis().url(), Duration.ofSeconds(20));
        int shard = Journal.shard("a");
        Awaitility.await()
                .ignoreExceptions()
                .until(() -> journal.accept("a", "1").block().version() > 0);
        Duration lease = Duration.ofMinutes(1);
        assertThat(journal.lease(shard, "one", lease).block().held()).isTrue();
        assertThat(journal.lease(shard, "other", lease).block().held()).isFalse();
        assertThat(journal.take(shard, "other", true).block()).isEmpty();
        assertThat(journal.take(shard, "one", true).block()).hasSize(1);
        journal.lease(shard, "other", Duration.ZERO).block();
        assertThat(journal.lease(shard, "other", lease).block().held()).isFalse();
        journal.lease(shard, "one", Duration.ZERO).block();
        assertThat(journal.lease(shard, "other", lease).block().held()).isTrue();
        assertThat(journal.take(shard, "one", true).block()).isEmpty();
    }

    @Test
    void aChangeThatGoesPastItIsDoneWhenWhatIsAcceptedIsNewer() {
        Journal journal = journal(Stores.redis().url(), Duration.ofSeconds(20), "journal-timeout", "1s");
        Journals.accept(journal, "a");
        long version = journal.versionPast("a");
        journal.past("a", version).block(Duration.ofSeconds(20));
        assertThat(journal.accept("a", "2").block().version()).isGreaterThan(version);
    }

    @Test
    void aChangeThatGoesPastItDoesNotWaitForAClockThatStandsStill() {
        journals = new Journals(Stores.redis().url());
        Journal journal =
                journals.journal(Journals.properties("journal-timeout", "200ms"), Duration.ofSeconds(20), () -> 0);
        Journals.accept(journal, "a");
        StepVerifier.create(journal.past("a", journal.versionPast("a")))
                .expectError(TimeoutException.class)
                .verify(Duration.ofSeconds(20));
    }

    private Journal journal(String url, Duration budget, String... properties) {
        journals = new Journals(url);
        return journals.journal(Journals.properties(properties), budget);
    }
}
