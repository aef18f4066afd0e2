package io.realtimeconnect.history.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.realtimeconnect.history.log.Words.Word;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class WordsTest {

    @Test
    void wordsAreFoundInAnyScriptWithoutCaseWidthAndAccents() {
        assertThat(folded("Crème brûlée, STRASSE/straße ＡＢＣ don't 42%"))
                .containsExactly("creme", "brulee", "strasse", "strasse", "abc", "don", "t", "42");
        assertThat(folded("Привет мир Ёлка")).containsExactly("привет", "мир", "елка");
        assertThat(folded("東京タワー🎉ok")).containsExactly("東", "京", "タ", "ワ", "ー", "🎉", "ok");
    }

    @Test
    void aWordSaysWhereItStands() {
        assertThat(Words.in("a 😀 bé")).extracting(Word::start).containsExactly(0, 2, 5);
        assertThat(Words.in("a 😀 bé")).extracting(Word::end).containsExactly(1, 4, 7);
    }

    @Test
    void theLastWordMayBeABeginning() {
        List<Word> wanted = Words.in("see the hou");

        assertThat(Words.query(wanted)).isEqualTo("see & the & hou:*");
        assertThat(Words.matches(wanted, "house")).isTrue();
        assertThat(Words.matches(wanted, "seen")).isFalse();
        assertThat(Words.query(Words.in("a"))).isEqualTo("a");
        assertThat(Words.query(Words.in("'\\ & | ! () <-> :*"))).isNull();
    }

    @Property
    void noTextCanSayAnythingButWords(@ForAll String text) {
        assertThat(Words.vector(text)).doesNotContainPattern("[&|!()<>:*'\\\\\\x00-\\x1f]");
        for (Word word : Words.in(text)) {
            assertThat(word.folded()).doesNotContainPattern("\\s");
            assertThat(word.start()).isLessThan(word.end());
        }
    }

    private static List<String> folded(String text) {
        return Words.in(text).stream().map(Word::folded).toList();
    }
}
