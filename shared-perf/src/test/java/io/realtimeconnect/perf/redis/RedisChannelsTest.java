package io.realtimeconnect.perf.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.realtimeconnect.stores.RedisServer;
import io.realtimeconnect.stores.Stores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;

class RedisChannelsTest {

    @Test
    void aSubscriptionThatWentDeafIsMadeAgain() throws IOException {
        try (RedisServer redis = Stores.privateRedis();
                Muffler muffler = new Muffler(URI.create(redis.store().url()).getPort());
                var context = new AnnotationConfigApplicationContext()) {
            URI url = URI.create(redis.store().url());
            TestPropertyValues.of(
                            "spring.data.redis.url=redis://" + url.getUserInfo() + "@127.0.0.1:" + muffler.port(),
                            "perf.redis.canary-interval=200ms")
                    .applyTo(context);
            context.registerBean(SimpleMeterRegistry.class);
            context.register(
                    DataRedisAutoConfiguration.class,
                    DataRedisReactiveAutoConfiguration.class,
                    RedisLinkAutoConfiguration.class);
            context.refresh();
            var subscribed = new AtomicInteger();
            var heard = new ConcurrentLinkedQueue<String>();
            var listening = context.getBean(RedisLinks.class)
                    .listen("news", subscribed::incrementAndGet)
                    .subscribe(heard::add);
            await().atMost(Duration.ofSeconds(20)).until(() -> subscribed.get() == 1);
            muffler.muffleTheLast();
            var template = context.getBean(ReactiveStringRedisTemplate.class);
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                template.convertAndSend("news", "hear me").block();
                assertThat(heard).isNotEmpty();
            });
            assertThat(subscribed).hasValueGreaterThan(1);
            listening.dispose();
        }
    }

    /** A way to Redis on which single connections can be made to carry nothing back, without being closed. */
    private static final class Muffler implements AutoCloseable {

        private static final class Pair {
            private final Socket client;
            private final Socket server;
            private volatile boolean muffled;

            Pair(Socket client, Socket server) {
                this.client = client;
                this.server = server;
            }
        }

        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final List<Pair> pairs = new CopyOnWriteArrayList<>();
        private final int target;

        Muffler(int target) throws IOException {
            this.target = target;
            start(() -> {
                while (true) {
                    Socket client = listener.accept();
                    Pair pair = new Pair(client, new Socket(InetAddress.getLoopbackAddress(), target));
                    pairs.add(pair);
                    start(() -> pump(pair, true));
                    start(() -> pump(pair, false));
                }
            });
        }

        int port() {
            return listener.getLocalPort();
        }

        /** The connection that was made last: the subscription, when nothing else connects. */
        void muffleTheLast() {
            pairs.get(pairs.size() - 1).muffled = true;
        }

        private static void pump(Pair pair, boolean back) throws IOException {
            var from = (back ? pair.server : pair.client).getInputStream();
            var to = (back ? pair.client : pair.server).getOutputStream();
            byte[] buffer = new byte[8192];
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                if (!(back && pair.muffled)) {
                    to.write(buffer, 0, n);
                    to.flush();
                }
            }
        }

        private interface Work {
            void run() throws IOException;
        }

        private static void start(Work work) {
            Thread thread = new Thread(() -> {
                try {
                    work.run();
                } catch (IOException closed) {
                    // the test is over
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void close() {
            try {
                listener.close();
                for (Pair pair : pairs) {
                    pair.client.close();
                    pair.server.close();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
