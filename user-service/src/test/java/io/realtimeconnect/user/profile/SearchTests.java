package io.realtimeconnect.user.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.r2dbc.spi.Result;
import io.realtimeconnect.user.Api;
import io.realtimeconnect.user.Api.Person;
import io.realtimeconnect.user.UserServiceTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import tools.jackson.databind.JsonNode;

@UserServiceTest
class SearchTests {

    @Autowired
    Api api;

    @Autowired
    DatabaseClient database;

    @Test
    void aUserIsFoundByNameDisplayNameAndInterestWhateverCaseAndAccents() {
        Person ada = api.signUp();
        String word = word();
        String hobby = word();
        ada.patch(Map.of("displayName", "Zoë " + word, "interests", List.of(hobby, "tea")))
                .is(200);

        for (String sought : List.of(ada.username(), word.toUpperCase(), "zoe " + word, hobby, word.substring(0, 6))) {
            assertThat(find(ada, sought)).as(sought).first().isEqualTo(ada.id().toString());
        }
        JsonNode item = ada.get("/api/v1/users?q=" + word).is(200).json().at("/items/0");
        assertThat(item.path("username").asString()).isEqualTo(ada.username());
        assertThat(item.path("displayName").asString()).isEqualTo("Zoë " + word);
        assertThat(item.has("email")).isFalse();
    }

    @Test
    void aTypingErrorIsForgivenAndTheBestComesFirst() {
        Person right = api.signUp();
        Person near = api.signUp();
        String word = word();
        String typo = word.substring(0, 3) + word.charAt(4) + word.charAt(3) + word.substring(5);
        right.patch(Map.of("displayName", word)).is(200);
        near.patch(Map.of("displayName", typo)).is(200);

        assertThat(find(right, word))
                .startsWith(right.id().toString())
                .contains(near.id().toString());
        assertThat(find(right, typo))
                .startsWith(near.id().toString())
                .contains(right.id().toString());
    }

    @Test
    void aChangeIsShownAtOnceWhereverTheSearchIsCached() {
        Person ada = api.signUp();
        assertThat(find(ada, ada.username())).contains(ada.id().toString());

        ada.patch(Map.of("bio", "new bio")).is(200);

        assertThat(ada.get("/api/v1/users?q=" + ada.username())
                        .json()
                        .at("/items/0/bio")
                        .asString())
                .isEqualTo("new bio");
    }

    @Test
    void atMostFiftyComeInOnePage() {
        Person ada = api.signUp();
        String hobby = word();
        List<Person> people = IntStream.range(0, 53).mapToObj(i -> api.signUp()).toList();
        people.forEach(
                person -> person.patch(Map.of("interests", List.of(hobby))).is(200));

        JsonNode page = ada.get("/api/v1/users?limit=500&q=" + hobby).is(200).json();

        assertThat(page.path("items")).hasSize(50);
        assertThat(page.path("nextCursor").isNull()).isTrue();
        assertThat(ada.get("/api/v1/users?limit=2&q=" + hobby).is(200).json().path("items"))
                .hasSize(2);
        assertThat(ada.get("/api/v1/users?q=" + hobby).is(200).json().path("items"))
                .hasSize(20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "?q=", "?q=%20%20", "?q=a%00b", "?q=a%0Ab", "?limit=5", "?q=abc&limit=0", "?q=abc&limit=x"})
    void whatIsNoSearchIsRefused(String query) {
        assertThat(api.signUp().get("/api/v1/users" + query).status()).as(query).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%25", "_", "%5C", "'", "%22;--", "%25%25%25", "a", "%E2%82%AC", "%F0%9F%98%80"})
    void signsThatMeanSomethingToADatabaseAreJustSigns(String query) {
        api.signUp().get("/api/v1/users?q=" + query).is(200);
    }

    @Test
    void aSearchCanUseTheIndex() {
        String plan = database.inConnectionMany(connection -> Flux.from(connection
                                .createStatement("SET enable_seqscan = off")
                                .execute())
                        .flatMap(Result::getRowsUpdated)
                        .thenMany(connection
                                .createStatement(
                                        "EXPLAIN SELECT user_id FROM profile WHERE 'somebody' <% search OR search LIKE '%somebody%'")
                                .execute())
                        .flatMap(result -> result.map(row -> row.get(0, String.class)))
                        .concatWith(Flux.from(connection
                                        .createStatement("RESET enable_seqscan")
                                        .execute())
                                .flatMap(Result::getRowsUpdated)
                                .map(rows -> "")))
                .collect(Collectors.joining("\n"))
                .block();

        assertThat(plan).contains("Bitmap Index Scan on profile_search");
    }

    private static List<String> find(Person person, String query) {
        return person.get("/api/v1/users?q=" + query.replace(" ", "%20"))
                .is(200)
                .json()
                .path("items")
                .valueStream()
                .map(item -> item.path("userId").asString())
                .toList();
    }

    /** Nine letters, all different. */
    private static String word() {
        List<String> letters = new ArrayList<>(List.of("abcdefghijklmnopqrstuvwxyz".split("")));
        Collections.shuffle(letters);
        return String.join("", letters.subList(0, 9));
    }
}
