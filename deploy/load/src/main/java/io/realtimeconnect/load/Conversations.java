package io.realtimeconnect.load;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.pace;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Pairs of people sign up, meet, and then once a second each reads, searches, writes, pages and tells of events. */
public final class Conversations extends Simulation {

    private static final int PEOPLE = Integer.getInteger("rtc.people", 20);
    private static final int ROUNDS = Integer.getInteger("rtc.rounds", 100);
    private static final String TOKEN = "#{token}";

    public Conversations() {
        ChainBuilder person = exec(signUp())
                .exec(call(http("join").post("/api/v1/queue"))
                        .body(StringBody("{\"intent\":\"friends\",\"languages\":[\"#{language}\"]}"))
                        .check(status().is(202)))
                .exec(session -> session.set("state", "waiting"))
                .exec(asLongAs(session -> !"matched".equals(session.getString("state")))
                        .on(exec(call(http("match").get("/api/v1/queue"))
                                        .check(jsonPath("$.state").saveAs("state"))
                                        .check(jsonPath("$.match.conversationId")
                                                .optional()
                                                .saveAs("conversation")))
                                .pause(Duration.ofMillis(200))))
                .exec(repeat(ROUNDS, "round").on(pace(Duration.ofSeconds(1)).exec(talk())));
        setUp(scenario("people")
                        .feed(pairs())
                        .exec(person)
                        .injectOpen(rampUsers(even(PEOPLE)).during(even(PEOPLE))))
                .protocols(http.baseUrl(System.getProperty("rtc.gateway", "http://localhost:8080"))
                        .contentTypeHeader("application/json"))
                .assertions(global().failedRequests().count().is(0L));
    }

    private static HttpRequestActionBuilder signUp() {
        return http("register")
                .post("/api/v1/auth/register")
                .body(
                        StringBody(
                                "{\"username\":\"#{name}\",\"email\":\"#{name}@example.org\",\"password\":\"correct horse battery\"}"))
                .check(status().is(201))
                .check(header("X-Auth-Token").saveAs("token"))
                .check(jsonPath("$.user.id").saveAs("user"));
    }

    private static ChainBuilder talk() {
        return exec(call(http("profile read").get("/api/v1/users/#{user}")))
                .exec(call(http("search").get("/api/v1/users?limit=20&q=#{name}")))
                .exec(call(http("message").post("/api/v1/conversations/#{conversation}/messages"))
                        .body(StringBody("{\"clientMessageId\":\"#{round}\",\"body\":\"message number #{round}\"}"))
                        .check(status().is(201)))
                .exec(call(http("page").get("/api/v1/conversations/#{conversation}/messages")))
                .exec(call(http("event batch").post("/api/v1/events"))
                        .body(StringBody(Conversations::hundredEvents))
                        .check(status().is(202)));
    }

    private static HttpRequestActionBuilder call(HttpRequestActionBuilder request) {
        return request.header("X-Auth-Token", TOKEN);
    }

    private static String hundredEvents(Session session) {
        return IntStream.range(0, 100)
                .mapToObj(i -> "{\"id\":\"" + UUID.randomUUID() + "\",\"type\":\"screen.seen\"}")
                .collect(java.util.stream.Collectors.joining(",", "{\"events\":[", "]}"));
    }

    /** Two after each other speak a language of their own, one of the 520 private codes of ISO 639-2. */
    private static Iterator<Map<String, Object>> pairs() {
        return Stream.iterate(0, i -> i + 1)
                .map(i -> Map.<String, Object>of(
                        "name", "l-" + UUID.randomUUID().toString().substring(0, 13),
                        "language", "q" + (char) ('a' + i / 2 / 26 % 20) + (char) ('a' + i / 2 % 26)))
                .iterator();
    }

    private static int even(int people) {
        return people + people % 2;
    }
}
