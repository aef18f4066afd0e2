package io.realtimeconnect.perf.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":\"\\u0000\"}",
                "\"\\\\\\u0000\"",
                "\"\0\"",
                "\"\\ud83d\"",
                "\"\\ude00\"",
                "\"\\ud83dx\"",
                "\"\\ud83d\\n\"",
                "\"\\ud83d\\ud83d\\ude00\""
            })
    void refusesWhatADatabaseCannotHold(String json) {
        assertThat(fault(json.getBytes(StandardCharsets.UTF_8))).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":\"\\\\u0000\"}",
                "\"\\ud83d\\ude00 😀 ä\"",
                "[1, 2, \"\\n\\t\\\"\"]",
                "\"\\u00e4\\uFFFF\""
            })
    void passesWhatIsText(String json) {
        assertThat(fault(json.getBytes(StandardCharsets.UTF_8))).isNull();
    }

    /** The strict decoder of the JDK is the judge. */
    @Property(tries = 3000)
    void agreesWithTheJdkOnWhatUtf8Is(@ForAll byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0 || bytes[i] == '\\') {
                bytes[i] = 'x';
            }
        }
        boolean complete = bytes.length == 0 || bytes[bytes.length - 1] >= 0;
        if (complete) {
            assertThat(fault(bytes) == null).isEqualTo(isUtf8(bytes));
        }
    }

    @Test
    void findsItAlsoWhereTheTextComesInPieces() {
        byte[] bytes = "{\"a\":\"\\u0000\"}".getBytes(StandardCharsets.UTF_8);
        JsonText text = new JsonText();
        String fault = null;
        for (byte b : bytes) {
            String found = text.inspect(ByteBuffer.wrap(new byte[] {b}));
            fault = fault == null ? found : fault;
        }
        assertThat(fault).contains("NUL");
    }

    private static String fault(byte[] bytes) {
        return new JsonText().inspect(ByteBuffer.wrap(bytes));
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
