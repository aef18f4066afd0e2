package io.realtimeconnect.history.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.history.HistoryTest;
import io.realtimeconnect.history.People;
import io.realtimeconnect.history.People.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpMethod;
import tools.jackson.databind.JsonNode;

@HistoryTest
class SearchTest {

    private static final String PATH = "/api/v1/history/messages/search";

    private final UUID ann = UUID.randomUUID();
    private final UUID bob = UUID.randomUUID();

    @Autowired
    private People people;

    private UUID conversation;

    @BeforeEach
    void meet() {
        conversation = people.meet(ann, bob);
    }

    @Test
    void whatWasSaidIsFoundByBothAndMarkedAndByNobodyElse() {
        people.say(conversation, ann, "I met <b>Zoë</b> & her dog in Zürich");
        people.say(conversation, bob, "what dog?");

        JsonNode found = search(bob, "zoe ZURI");

        assertThat(found).hasSize(1);
        assertThat(found.get(0).path("body").asString()).isEqualTo("I met <b>Zoë</b> & her dog in Zürich");
        assertThat(found.get(0).path("highlight").asString())
                .isEqualTo("I met &lt;b&gt;<mark>Zoë</mark>&lt;/b&gt; &amp; her dog in <mark>Zürich</mark>");
        assertThat(found.get(0).path("matches").toString())
                .isEqualTo("[{\"start\":9,\"end\":12},{\"start\":30,\"end\":36}]");
        assertThat(search(ann, "dog")).hasSize(2);
        assertThat(search(ann, "dog").get(0).path("body").asString()).isEqualTo("what dog?");
        assertThat(search(ann, "dog cat")).isEmpty();
        assertThat(search(UUID.randomUUID(), "dog")).isEmpty();
    }

    @Test
    void whatWasEditedIsFoundAsItIsNowAndWhatWasDeletedNotAtAll() {
        String id = people.say(conversation, ann, "first").path("id").asString();

        people.append(List.of(People.op("edit", conversation, ann, Map.of("messageId", id, "body", "second"))));
        assertThat(search(bob, "first")).isEmpty();
        assertThat(search(bob, "second")).hasSize(1);

        people.append(List.of(People.op("delete", conversation, ann, Map.of("messageId", id))));
        assertThat(search(bob, "second")).isEmpty();
    }

    @Test
    void pagesNeitherSkipNorRepeatWhileMessagesArrive() {
        UUID other = people.meet(ann, UUID.randomUUID());
        for (UUID each : List.of(conversation, other)) {
            people.append(IntStream.range(0, 60)
                    .mapToObj(i -> People.message(each, ann, "needle " + i))
                    .toList());
        }
        List<String> seen = new ArrayList<>();
        String cursor = null;
        do {
            Answer page = people.get(ann, PATH + "?q=needle&limit=7" + (cursor == null ? "" : "&cursor=" + cursor));
            page.body().path("items").forEach(item -> seen.add(item.path("id").asString()));
            cursor = page.body().path("nextCursor").isNull()
                    ? null
                    : page.body().path("nextCursor").asString();
            people.say(other, ann, "needle later");
        } while (cursor != null);

        assertThat(seen).hasSize(120).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "needle & ' | !( <-> :* \\",
                "needle' OR 1=1 --",
                "\"needle",
                "needle:*ABCD",
                "!needle",
                "<script>needle</script>",
                "needle \ud83c\udf89 ﷺ ẞ ½"
            })
    void operatorsAreOnlyText(String q) {
        people.say(conversation, ann, q);

        assertThat(search(ann, q)).hasSize(1);
        assertThat(search(ann, q).get(0).path("highlight").asString()).doesNotContain("<script>");
    }

    @Test
    void whatCannotBeSearchedForSaysWhy() {
        people.say(conversation, ann, "...");

        assertThat(search(ann, "&|!():*'")).isEmpty();
        refused("", "VALIDATION_FAILED");
        refused("   ", "VALIDATION_FAILED");
        refused("x".repeat(201), "VALIDATION_FAILED");
        assertThat(search(ann, "x ".repeat(100))).isEmpty();
        Answer nul = people.get(ann, PATH + "?q={q}", "a\0b");
        assertThat(nul.status()).isIn(200, 400);
        assertThat(people.get(ann, PATH).status()).isEqualTo(400);
        assertThat(people.get(ann, PATH + "?q=a&limit=0").code()).isEqualTo("VALIDATION_FAILED");
        assertThat(people.get(ann, PATH + "?q=a&cursor=nonsense").code()).isEqualTo("INVALID_CURSOR");
        assertThat(people.statusOf(HttpMethod.GET, PATH + "?q=a")).isEqualTo(401);
    }

    @Test
    void whateverIsSaidIsFoundAgainWithTheSameWords() {
        Random random = new Random(11);
        for (int round = 0; round < 10; round++) {
            List<String> bodies = IntStream.range(0, 50)
                    .mapToObj(i -> i + " " + anything(random))
                    .toList();
            people.append(bodies.stream()
                    .map(body -> People.message(conversation, bob, body))
                    .toList());
            for (String body : bodies.subList(0, 5)) {
                assertThat(search(ann, body)
                                .valueStream()
                                .map(item -> item.path("body").asString()))
                        .as(body)
                        .contains(body);
            }
        }
    }

    /** Characters of all planes. */
    private static String anything(Random random) {
        return random.ints(40, 1, Character.MAX_CODE_POINT)
                .map(c -> random.nextBoolean() ? c % 0x3000 : c)
                .filter(c -> Character.isDefined(c) && !Character.isISOControl(c) && (c < 0xD800 || c > 0xDFFF))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void aCursorFitsItsWordsAndItsUserOnly() {
        people.append(IntStream.range(0, 3)
                .mapToObj(i -> People.message(conversation, ann, "needle " + i))
                .toList());
        String cursor = people.get(ann, PATH + "?q=needle&limit=1")
                .body()
                .path("nextCursor")
                .asString();

        assertThat(people.get(ann, PATH + "?q=needle&cursor=" + cursor).status())
                .isEqualTo(200);
        assertThat(people.get(ann, PATH + "?q=other&cursor=" + cursor).code()).isEqualTo("INVALID_CURSOR");
        assertThat(people.get(bob, PATH + "?q=needle&cursor=" + cursor).code()).isEqualTo("INVALID_CURSOR");
    }

    private void refused(String q, String code) {
        Answer answer = people.get(ann, PATH + "?q={q}", q);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo(code);
    }

    private JsonNode search(UUID user, String q) {
        Answer answer = people.get(user, PATH + "?q={q}", q);
        assertThat(answer.status()).isEqualTo(200);
        return answer.body().path("items");
    }
}
