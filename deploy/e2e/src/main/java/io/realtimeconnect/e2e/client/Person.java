package io.realtimeconnect.e2e.client;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.JsonNode;

/** Somebody who signed up: an account and its session. */
public record Person(String id, String username, Api api) {

    private static final Duration MATCH = Duration.ofSeconds(60);

    /** Signs up under a name that nobody has. */
    public static Person signUp(URI gateway) {
        return signUp(new Api(gateway));
    }

    /** Signs up by the calls of nobody. */
    public static Person signUp(Api nobody) {
        String name = "p-" + UUID.randomUUID().toString().substring(0, 13);
        Map<String, Object> account = new LinkedHashMap<>();
        account.put("username", name);
        account.put("email", name + "@example.org");
        account.put("password", "correct horse " + name);
        Answer answer = nobody.post("/api/v1/auth/register", account).expect(201);
        return new Person(
                answer.json().path("user").path("id").asString(),
                name,
                nobody.withToken(answer.header("X-Auth-Token")));
    }

    public String password() {
        return "correct horse " + username;
    }

    public Answer join(String intent, String language) {
        return api.post("/api/v1/queue", Map.of("intent", intent, "languages", List.of(language)));
    }

    /** Polls the ticket until it is matched; the match. */
    public JsonNode awaitMatch() throws InterruptedException {
        long end = System.nanoTime() + MATCH.toNanos();
        while (true) {
            Answer answer = api.get("/api/v1/queue");
            if (answer.status() == 200
                    && "matched".equals(answer.json().path("state").asString(""))) {
                return answer.json().path("match");
            }
            if (System.nanoTime() > end) {
                throw new IllegalStateException(username + " was not matched: " + answer);
            }
            Thread.sleep(100);
        }
    }

    /** Brings two people together, in a language nobody else speaks; the id of their conversation. */
    public static String meet(Person one, Person other) throws InterruptedException {
        String language = privateLanguage();
        one.join("casual", language).expect(202);
        other.join("casual", language).expect(202);
        String conversation = one.awaitMatch().path("conversationId").asString();
        String same = other.awaitMatch().path("conversationId").asString();
        if (!conversation.equals(same)) {
            throw new IllegalStateException(one.username + " and " + other.username + " met others");
        }
        return conversation;
    }

    /** One of the 520 codes that ISO 639-2 keeps for private use, qaa to qtz. */
    public static String privateLanguage() {
        var random = ThreadLocalRandom.current();
        return "q" + (char) ('a' + random.nextInt(20)) + (char) ('a' + random.nextInt(26));
    }
}
