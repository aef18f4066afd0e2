package io.realtimeconnect.moderation.screening;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.moderation.rule.Rule;
import io.realtimeconnect.moderation.rule.Rule.Kind;
import io.realtimeconnect.moderation.rule.Rule.Severity;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuleBookTest {

    private final RuleBook book = new RuleBook(List.of(
            rule(Kind.WORD, "badword", Severity.HIGH, null),
            rule(Kind.WORD, "ass", Severity.LOW, "en"),
            rule(Kind.PHRASE, "send money", Severity.MEDIUM, null),
            rule(Kind.PATTERN, "call \\+?[0-9]{6,}", Severity.MEDIUM, null)));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "badword",
                "BADWORD!",
                "ｂａｄｗｏｒｄ",
                "b\u200Bad\u200Dword",
                "bаdwоrd",
                "b4dw0rd",
                "bádwörd",
                "b a d w o r d",
                "b.a.d.w.o.r.d",
                "𝐛𝐚𝐝𝐰𝐨𝐫𝐝"
            })
    void noDisguiseHidesAWord(String text) {
        assertThat(book.judge("well " + text + " you", null).decision()).isEqualTo(Decision.block);
    }

    @ParameterizedTest
    @ValueSource(strings = {"class", "assassin", "badwords", "a b c", "it is 1000 or 4 of them", "Scunthorpe", ""})
    void innocentWordsPass(String text) {
        assertThat(book.judge(text, null).decision()).isEqualTo(Decision.allow);
    }

    @Test
    void aMatchIsMaskedWhereItStandsInTheOriginal() {
        Verdict verdict = book.judge("oh b\u200Badword, no", null);

        assertThat(verdict.maskedText()).isEqualTo("oh ********, no");
        assertThat(verdict.matches()).singleElement().satisfies(match -> {
            assertThat(match.start()).isEqualTo(3);
            assertThat(match.end()).isEqualTo(11);
        });
    }

    @Test
    void aRuleOfAnotherLanguageDoesNotApply() {
        assertThat(book.judge("ass", "de").decision()).isEqualTo(Decision.allow);
        assertThat(book.judge("ass", "en").decision()).isEqualTo(Decision.mask);
    }

    @Test
    void thePatternSeesNormalisedText() {
        assertThat(book.judge("CALL +12345678", null).decision()).isEqualTo(Decision.flag);
    }

    @Test
    void twoFindingsWeighMoreThanOne() {
        double one = book.judge("send money", null).score();

        assertThat(book.judge("send money and ass", null).score()).isGreaterThan(one);
    }

    @Property
    void everyMatchLiesInTheText(
            @ForAll @StringLength(max = 60) String before, @ForAll @StringLength(max = 60) String after) {
        String text = before + " badword " + after;

        Verdict verdict = book.judge(text, null);

        assertThat(verdict.decision()).isEqualTo(Decision.block);
        assertThat(verdict.maskedText()).hasSameSizeAs(text);
        assertThat(verdict.matches())
                .allSatisfy(match ->
                        assertThat(match.start()).isBetween(0, text.length()).isLessThan(match.end()));
    }

    private static Rule rule(Kind kind, String expression, Severity severity, @Nullable String language) {
        return new Rule(UUID.randomUUID(), kind, expression, "abuse", severity, language, Instant.EPOCH, Instant.EPOCH);
    }
}
