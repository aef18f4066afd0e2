package io.realtimeconnect.perf.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** The format of a cursor: instances of two releases run side by side, so it may grow a version but not change. */
class CursorsTest {

    private static final String KNOWN = "ATQyOmFFRJe7XOH5ojOA-o-ooN4W";

    private final Cursors cursors = new Cursors("0123456789abcdef0123456789abcdef");

    @Test
    void aCursorIsWrittenAsItAlwaysWas() {
        assertThat(cursors.encode("messages:c1", "42:a")).isEqualTo(KNOWN);
        assertThat(cursors.decode("messages:c1", KNOWN)).isEqualTo("42:a");
    }

    @Test
    void aCursorOfOneListFitsNoOther() {
        refused("messages:c2", KNOWN);
    }

    @Test
    void aCursorOfAnotherKeyIsRefused() {
        Cursors others = new Cursors("another key, also 32 characters..");
        refused("messages:c1", others.encode("messages:c1", "42:a"));
    }

    @Test
    void aShortKeyIsRefused() {
        assertThatThrownBy(() -> new Cursors("short")).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void whatWasEncodedIsDecoded(@ForAll String scope, @ForAll @StringLength(max = 200) String payload) {
        String told = new String(
                payload.getBytes(java.nio.charset.StandardCharsets.UTF_8), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(cursors.decode(scope, cursors.encode(scope, payload))).isEqualTo(told);
    }

    @Property
    void aCursorWithOneCharacterChangedIsRefused(
            @ForAll @IntRange(max = 27) int at, @ForAll @IntRange(min = 1, max = 63) int by) {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        char other = alphabet.charAt((alphabet.indexOf(KNOWN.charAt(at)) + by) % 64);
        refused("messages:c1", KNOWN.substring(0, at) + other + KNOWN.substring(at + 1));
    }

    @Property
    void anyOtherTextIsRefused(@ForAll String text) {
        refused("messages:c1", text);
    }

    private void refused(String scope, String cursor) {
        assertThatThrownBy(() -> cursors.decode(scope, cursor))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("INVALID_CURSOR"));
    }
}
