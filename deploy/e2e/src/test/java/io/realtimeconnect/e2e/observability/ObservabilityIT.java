package io.realtimeconnect.e2e.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.realtimeconnect.e2e.SuiteUnderTest;
import io.realtimeconnect.e2e.WithSuite;
import io.realtimeconnect.e2e.client.Api;
import io.realtimeconnect.e2e.client.Person;
import io.realtimeconnect.e2e.client.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A real Prometheus scrapes the running suite while people use it: then each expression of each panel, variable, recording rule and alert (without
 * its comparison) gives a number. That alerts fire is proven by {@code promtool test}, on series that are seen here.
 */
@WithSuite
class ObservabilityIT {

    private static final Path ROOT = Path.of(System.getProperty("rtc.root"));
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern COMPARISON = Pattern.compile("(?s)(.*) (?:==|!=|>=|<=|>|<) [-+.\\deE]+");

    private final SuiteUnderTest suite;
    private final Set<String> known = new TreeSet<>();

    ObservabilityIT(SuiteUnderTest suite) {
        this.suite = suite;
    }

    @Test
    void everyPanelAndEveryRuleHasASample() throws Exception {
        Tool.require("prometheus");
        Map<String, String> targets = new TreeMap<>();
        for (JsonNode instance : suite.status().path("services")) {
            targets.put(
                    "127.0.0.1:" + instance.path("managementPort").asInt(),
                    instance.path("name").asString());
        }
        Person ada = Person.signUp(suite.gateway());
        Person bob = Person.signUp(suite.gateway());
        try (Limit limit = new Limit();
                Prometheus prometheus = Prometheus.start(ROOT, targets);
                Socket adas = Socket.connect(ada.api());
                Socket bobs = Socket.connect(bob.api())) {
            adas.await("ready");
            bobs.await("ready");
            String conversation = Person.meet(ada, bob);
            Map<String, String> open = new LinkedHashMap<>(Dashboards.expressions(ROOT));
            assertThat(open).hasSizeGreaterThan(50);
            int round = 0;
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (!open.isEmpty() && System.nanoTime() < end) {
                talk(ada, bob, adas, conversation);
                Instant said = Instant.now();
                await().atMost(PATIENCE).until(() -> prometheus.hasScraped(targets.size(), said));
                limit.admin.get("/api/v1/moderation/stats").expect(200);
                if (++round < 4) {
                    Person.meet(Person.signUp(suite.gateway()), Person.signUp(suite.gateway()));
                }
                for (JsonNode rule : prometheus.rules()) {
                    String name = rule.path("name").asString();
                    if (known.add(name)) {
                        open.putAll(ofRule(rule));
                    }
                }
                for (var entry : Map.copyOf(open).entrySet()) {
                    if (hasNumber(prometheus.query(entry.getValue()))) {
                        open.remove(entry.getKey());
                    }
                }
            }

            assertThat(known).as(prometheus.log()).hasSizeGreaterThan(30);
            assertThat(open).as("expressions without a sample").isEmpty();
            assertThat(prometheus.query("sum(up)").at("/0/value/1").asString())
                    .isEqualTo(Integer.toString(targets.size()));
            assertThat(unhealthy(prometheus)).isEmpty();
            for (String heard : Set.of("perf_redis_available{feature=\"cache\"}", "cache_listening")) {
                assertThat(prometheus
                                .query("count(max_over_time(" + heard + "[5m]) == 1)")
                                .at("/0/value/1")
                                .asString())
                        .as(heard)
                        .isEqualTo(Integer.toString(targets.size()));
            }
            Set<String> invented = new TreeSet<>();
            for (String series : PromtoolTests.series(ROOT)) {
                if (prometheus.query(series).isEmpty()) {
                    invented.add(series);
                }
            }
            assertThat(invented).as("series that only promtool's tests know").isEmpty();
        }
    }

    /** Calls are counted for a while, under a limit that nobody reaches. */
    private final class Limit implements AutoCloseable {

        private static final String PATH = "/api/v1/admin/limits/api";

        private final Api admin;
        private final ObjectNode before;

        Limit() throws Exception {
            JsonNode account = suite.status().path("admin");
            Map<String, String> login = Map.of(
                    "login", account.path("username").asString(),
                    "password", account.path("password").asString());
            admin = suite.api()
                    .withToken(suite.api()
                            .post("/api/v1/auth/login", login)
                            .expect(200)
                            .header("X-Auth-Token"));
            before = (ObjectNode) admin.get(PATH).expect(200).json();
            ObjectNode counted = before.deepCopy();
            counted.put("enabled", true).put("limit", 1_000_000).put("burst", 1_000_000);
            admin.put(PATH, counted).expect(200);
        }

        @Override
        public void close() {
            admin.put(PATH, before).expect(200);
        }
    }

    /** What people do, once more. */
    private static void talk(Person ada, Person bob, Socket adas, String conversation) {
        for (int i = 0; i < 3; i++) {
            adas.send(Map.of(
                    "type", "message.send",
                    "ref", "r",
                    "conversationId", conversation,
                    "clientMessageId", UUID.randomUUID().toString(),
                    "body", "hello"));
            bob.api()
                    .post(
                            "/api/v1/conversations/" + conversation + "/messages",
                            Map.of("clientMessageId", UUID.randomUUID().toString(), "body", "hello yourself"))
                    .expect(201);
            bob.api().get("/api/v1/conversations/" + conversation + "/messages").expect(200);
            bob.api().get("/api/v1/users/" + ada.id()).expect(200);
            ada.api().get("/api/v1/users/" + bob.id()).expect(200);
            // a change that instances hear of
            ada.api()
                    .patch("/api/v1/users/me", Map.of("bio", UUID.randomUUID().toString()), Map.of())
                    .expect(200);
            // a question nobody has asked: a load
            ada.api().get("/api/v1/users?q=" + UUID.randomUUID()).expect(200);
            ada.api().get("/api/v1/queue").expect(200);
            ada.api().get("/api/v1/conversations").expect(200);
            ada.api().get("/api/v1/reports").expect(200);
            ada.api().get("/api/v1/nothing").expect(404);
        }
    }

    private static Map<String, String> ofRule(JsonNode rule) {
        Map<String, String> expressions = new LinkedHashMap<>();
        String name = rule.path("name").asString();
        String query = rule.path("query").asString();
        if (rule.path("type").asString().equals("recording")) {
            expressions.put("rule " + name, name);
        } else {
            for (String part : query.split(" and ")) {
                var comparison = COMPARISON.matcher(part.strip());
                assertThat(comparison.matches()).as(name + ": " + part).isTrue();
                expressions.put("alert " + name + ": " + part, comparison.group(1));
            }
        }
        return expressions;
    }

    private static boolean hasNumber(JsonNode samples) {
        return samples.valueStream()
                .anyMatch(sample -> !sample.at("/value/1").asString("NaN").equals("NaN"));
    }

    /** Rules that Prometheus could not evaluate, with its reason. */
    private static Map<String, String> unhealthy(Prometheus prometheus) throws InterruptedException {
        Map<String, String> reasons = new TreeMap<>();
        for (JsonNode rule : prometheus.rules()) {
            if (!rule.path("health").asString().equals("ok")) {
                reasons.put(rule.path("name").asString(), rule.path("lastError").asString(""));
            }
        }
        return reasons;
    }
}
