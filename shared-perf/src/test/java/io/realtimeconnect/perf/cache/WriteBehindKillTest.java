package io.realtimeconnect.perf.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.realtimeconnect.stores.Stores;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A process that has accepted writes is killed, not stopped. */
class WriteBehindKillTest {

    private final String url = Stores.redis().url();
    private final String name = "k" + UUID.randomUUID();

    @Test
    void whatAKilledProcessHadAcceptedAnotherInstanceStoresAndInOrder() throws IOException {
        Map<String, Long> accepted = acceptAndDie(3_000);
        assertThat(accepted).hasSize(WriterProcess.KEYS);
        try (RowsInRedis rows = new RowsInRedis(name, url);
                Instances survivors = WriterProcess.instances(url, name, rows)) {
            assertThat(left()).as("something was left to do").isPositive();
            TwoTierCache<Long> cache = survivors.start().cache(name, Long.class);
            accepted.forEach((key, value) -> assertThat(cache.get(key).block()).isGreaterThanOrEqualTo(value));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(accepted)
                            .allSatisfy((key, value) -> assertThat(
                                            Long.parseLong(rows.rows().getOrDefault(key, "0")))
                                    .isGreaterThanOrEqualTo(value)));
            Map<String, Long> last = new HashMap<>();
            for (String line : rows.log()) {
                String key = line.substring(0, line.indexOf(' '));
                long value = Long.parseLong(line.substring(key.length() + 1));
                assertThat(value).as(line).isGreaterThanOrEqualTo(last.getOrDefault(key, 0L));
                last.put(key, value);
            }
        }
    }

    /** Entries of the journal. */
    private long left() {
        try (RedisClient client = RedisClient.create(url);
                var redis = client.connect()) {
            return IntStream.range(0, 16)
                    .mapToLong(shard -> redis.sync().hlen("{wb:test." + name + ":" + shard + "}#entries"))
                    .sum();
        }
    }

    /** What the process said it had accepted last, by key. */
    private Map<String, Long> acceptAndDie(int writes) throws IOException {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        WriterProcess.class.getName(),
                        url,
                        name)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Map<String, Long> accepted = new HashMap<>();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
            int heard = 0;
            for (String line = said.readLine();
                    line != null && (heard < writes || accepted.size() < WriterProcess.KEYS);
                    line = said.readLine()) {
                String[] words = line.split(" ");
                if (words[0].equals("accepted") && words.length == 3) {
                    accepted.put(words[1], Long.valueOf(words[2]));
                    heard++;
                }
            }
            writer.destroyForcibly();
        }
        Awaitility.await().until(() -> !writer.isAlive());
        return accepted;
    }
}
