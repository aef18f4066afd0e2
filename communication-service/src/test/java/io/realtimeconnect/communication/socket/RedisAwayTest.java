package io.realtimeconnect.communication.socket;

import static io.realtimeconnect.communication.Instance.HISTORY;
import static io.realtimeconnect.communication.Socket.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.communication.Instance;
import io.realtimeconnect.communication.Instance.Person;
import io.realtimeconnect.communication.Socket;
import io.realtimeconnect.stores.RedisServer;
import io.realtimeconnect.stores.Stores;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RedisAwayTest {

    private static void assertThatMessagesArrive(Socket from, Socket to, UUID conversation, String name) {
        from.send(message(conversation, name, "text of " + name)).await("message.ack");
        long acknowledged = System.nanoTime();
        to.await(frame ->
                frame.path("message").path("clientMessageId").asString("").equals(name));
        assertThat(Duration.ofNanos(System.nanoTime() - acknowledged)).isLessThan(Duration.ofSeconds(5));
        assertThat(from.isClosed()).isFalse();
        assertThat(to.isClosed()).isFalse();
    }

    @Test
    void openSocketsGoOnWithoutRedisAndFasterAgainWithIt() {
        HISTORY.reset();
        RedisServer redis = Stores.privateRedis();
        String[] settings = {"perf.redis.timeout=1s", "perf.rate-limit.budget=200ms", "perf.session.near-validity=0s"};
        try (Instance one = new Instance(redis.store().url(), settings);
                Instance two = new Instance(redis.store().url(), settings)) {
            Person ann = one.person("ann");
            Person bob = one.person("bob");
            try (Socket a = one.socket(ann);
                    Socket b = two.socket(bob)) {
                UUID conversation = one.conversation(ann, bob);
                a.await("match");
                b.await("match");
                a.send(message(conversation, "before", "text")).await("message.ack");
                b.await("message.new");

                redis.pause();
                assertThatMessagesArrive(a, b, conversation, "frozen");

                redis.resume();
                await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(() -> {
                    String name = "again" + System.nanoTime();
                    b.send(message(conversation, name, "text of " + name)).await("message.ack");
                    long sent = System.nanoTime();
                    a.await(frame -> frame.path("message")
                            .path("clientMessageId")
                            .asString("")
                            .equals(name));
                    assertThat(Duration.ofNanos(System.nanoTime() - sent)).isLessThan(Duration.ofMillis(500));
                });

                redis.kill();
                assertThatMessagesArrive(a, b, conversation, "killed");
                assertThat(one.connect(bob.token()).awaitClose()).isEqualTo(1013);
                // seen a moment ago, which is enough for reading and not for a socket: but she is not told that her
                // session is over
                assertThat(one.connect(ann.token()).awaitClose()).isEqualTo(1013);
            }
        } finally {
            redis.close();
        }
    }
}
