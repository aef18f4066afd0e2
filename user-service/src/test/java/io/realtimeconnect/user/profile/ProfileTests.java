package io.realtimeconnect.user.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.user.Api;
import io.realtimeconnect.user.Api.Person;
import io.realtimeconnect.user.UserServiceTest;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;

@UserServiceTest
class ProfileTests {

    @Autowired
    Api api;

    @Autowired
    DatabaseClient database;

    @Test
    void whatIsNamedChangesWhatIsNullClearsWhatIsAbsentStays() {
        Person person = api.signUp();
        LocalDate birthDate = LocalDate.now(ZoneOffset.UTC).minusYears(30);
        person.patch(Map.of(
                        "displayName", "Ada",
                        "bio", "likes\ntea",
                        "interests", List.of("Tea", " tea ", "Chess"),
                        "languages", List.of("en", "de"),
                        "birthDate", birthDate.toString(),
                        "city", "London",
                        "country", "GB"))
                .is(200);
        Map<String, @Nullable Object> second = new HashMap<>();
        second.put("bio", null);
        second.put("displayName", null);
        second.put("interests", null);
        second.put("unknown", "ignored");

        JsonNode profile = person.patch(second).is(200).json();

        assertThat(profile.path("displayName").asString()).isEqualTo(person.username());
        assertThat(profile.path("bio").isNull()).isTrue();
        assertThat(profile.path("interests")).isEmpty();
        assertThat(profile.path("languages")).extracting(JsonNode::asString).containsExactly("en", "de");
        assertThat(profile.path("age").asInt()).isEqualTo(30);
        assertThat(profile.path("city").asString()).isEqualTo("London");
        assertThat(profile.path("version").asLong()).isEqualTo(3);
        assertThat(profile.propertyNames())
                .containsExactlyInAnyOrder(
                        "userId",
                        "displayName",
                        "bio",
                        "interests",
                        "languages",
                        "age",
                        "city",
                        "country",
                        "version",
                        "updatedAt");
        assertThat(api.signUp().get("/api/v1/users/" + person.id()).is(200).json())
                .isEqualTo(profile);
    }

    @Test
    void equalInterestsAreKeptOnce() {
        Person person = api.signUp();

        JsonNode profile = person.patch(Map.of("interests", List.of("Tea", " tea ", "Chess")))
                .is(200)
                .json();

        assertThat(profile.path("interests")).extracting(JsonNode::asString).containsExactly("Tea", "Chess");
    }

    @Test
    void aChangeIsSeenAtOnceByEverybody() {
        Person person = api.signUp();
        Person other = api.signUp();
        for (int i = 0; i < 5; i++) {
            other.get("/api/v1/users/" + person.id()).is(200);
            person.patch(Map.of("bio", "version " + i)).is(200);

            assertThat(other.get("/api/v1/users/" + person.id()).is(200).text("/bio"))
                    .isEqualTo("version " + i);
        }
    }

    @Test
    void whatChangesNothingMakesNoVersion() {
        Person person = api.signUp();

        assertThat(person.patch(Map.of()).is(200).json().path("version").asLong())
                .isEqualTo(1);
        assertThat(person.patch(Map.of("displayName", person.username()))
                        .is(200)
                        .json()
                        .path("version")
                        .asLong())
                .isEqualTo(1);
    }

    @Test
    void theVersionIsTheEntityTag() {
        Person person = api.signUp();
        var first = person.get("/api/v1/users/" + person.id()).is(200);
        assertThat(first.headers().getETag()).isEqualTo("\"1\"");
        assertThat(first.headers().getCacheControl()).contains("private", "no-cache");

        var again = api.call(
                HttpMethod.GET,
                "/api/v1/users/" + person.id(),
                null,
                person.token(),
                headers -> headers.setIfNoneMatch("\"1\""));

        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        assertThat(person.patch(Map.of("bio", "x"), headers -> headers.setIfMatch("\"1\""))
                        .is(200)
                        .headers()
                        .getETag())
                .isEqualTo("\"2\"");
        person.patch(Map.of("bio", "late"), headers -> headers.setIfMatch("\"1\""))
                .is(412, "VERSION_MISMATCH");
        person.patch(Map.of("bio", "any"), headers -> headers.setIfMatch("*")).is(200);
        person.patch(Map.of("bio", "odd"), headers -> headers.set("If-Match", "W/\"3\""))
                .is(412, "VERSION_MISMATCH");
    }

    @Test
    void ofManyWhoChangeOneVersionAtOnceOneDoes() {
        Person person = api.signUp();

        List<Integer> statuses = Flux.range(0, 10)
                .flatMap(
                        i -> api.reactive()
                                .patch()
                                .uri("/api/v1/users/me")
                                .header("X-Auth-Token", person.token())
                                .header("If-Match", "\"1\"")
                                .bodyValue(Map.of("bio", "from " + i))
                                .exchangeToMono(response -> response.releaseBody()
                                        .thenReturn(response.statusCode().value())),
                        10)
                .collectList()
                .block();

        assertThat(statuses).containsOnlyOnce(200).allMatch(status -> status == 200 || status == 412);
    }

    @Test
    void changesThatRaceLeaveCacheAndTableAgreed() {
        Person person = api.signUp();

        Flux.range(0, 40)
                .flatMap(
                        i -> api.reactive()
                                .patch()
                                .uri("/api/v1/users/me")
                                .header("X-Auth-Token", person.token())
                                .bodyValue(Map.of("bio", "from " + i))
                                .retrieve()
                                .toBodilessEntity(),
                        10)
                .blockLast();

        JsonNode seen = person.get("/api/v1/users/" + person.id()).is(200).json();
        Map<String, Object> row = database.sql("SELECT bio, version FROM profile WHERE user_id = :id")
                .bind("id", person.id())
                .fetch()
                .one()
                .block();
        assertThat(row).containsEntry("bio", seen.path("bio").asString()).containsEntry("version", 41L);
        assertThat(seen.path("version").asLong()).isEqualTo(41);
    }

    @Test
    void onlyANewNameIsNewsForOtherServices() {
        Person person = api.signUp();

        person.patch(Map.of("bio", "quiet")).is(200);
        person.patch(Map.of("displayName", "Loud")).is(200);

        List<String> payloads = database.sql(
                        "SELECT payload::text FROM outbox WHERE topic = 'profile.changed' AND key = :key")
                .bind("key", person.id().toString())
                .mapValue(String.class)
                .all()
                .collectList()
                .block();
        assertThat(payloads)
                .singleElement()
                .satisfies(payload -> assertThat(payload).contains("Loud", "\"version\": 3"));
    }

    @Test
    void nobodyIsFoundUnderAnUnknownOrBrokenId() {
        Person person = api.signUp();

        person.get("/api/v1/users/" + UUID.randomUUID()).is(404, "USER_NOT_FOUND");
        person.get("/api/v1/users/not-an-id").is(404, "NOT_FOUND");
        person.get("/api/v1/users/1-1-1-1-1").is(404, "NOT_FOUND");
    }

    static Stream<Arguments> unfit() {
        return Stream.of(
                Arguments.of("displayName", "x".repeat(51)),
                Arguments.of("displayName", "  "),
                Arguments.of("displayName", 5),
                Arguments.of("displayName", Map.of()),
                Arguments.of("bio", "x".repeat(1001)),
                Arguments.of("bio", List.of("x")),
                Arguments.of("interests", "tea"),
                Arguments.of(
                        "interests",
                        IntStream.range(0, 21).mapToObj(i -> "i" + i).toList()),
                Arguments.of("interests", List.of("x".repeat(51))),
                Arguments.of("interests", List.of("")),
                Arguments.of("interests", Collections.singletonList(null)),
                Arguments.of("interests", List.of(1)),
                Arguments.of("languages", List.of("x".repeat(36))),
                Arguments.of("birthDate", "yesterday"),
                Arguments.of("birthDate", 19900101),
                Arguments.of(
                        "birthDate", LocalDate.now(ZoneOffset.UTC).plusDays(1).toString()),
                Arguments.of(
                        "birthDate", LocalDate.now(ZoneOffset.UTC).minusYears(5).toString()),
                Arguments.of("birthDate", "1801-01-01"),
                Arguments.of("city", "x".repeat(101)),
                Arguments.of("country", "a\nb"));
    }

    @ParameterizedTest
    @MethodSource("unfit")
    void whatDoesNotFitIsNamedAndNothingChanges(String field, Object value) {
        Person person = api.signUp();

        Map<String, Object> change = new HashMap<>(Map.of("city", "Paris"));
        change.put(field, value);

        var answer = person.patch(change);

        answer.is(400, "VALIDATION_FAILED");
        assertThat(answer.text("/errors/0/field")).startsWith(field);
        assertThat(person.get("/api/v1/users/" + person.id())
                        .json()
                        .path("version")
                        .asLong())
                .isEqualTo(1);
    }
}
