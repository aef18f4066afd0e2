package io.realtimeconnect.communication.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.realtimeconnect.perf.web.Problem;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormReaderTest {

    private static final class Collected implements FormReader.Parts {
        private final Map<String, ByteArrayOutputStream> parts = new LinkedHashMap<>();
        private String part = "";

        @Override
        public void begins(String name) {
            part = name;
            parts.put(name, new ByteArrayOutputStream());
        }

        @Override
        public void has(byte[] bytes, int length) {
            parts.get(part).write(bytes, 0, length);
        }

        @Override
        public void ends() {
            part = "";
        }
    }

    private static Collected read(byte[] form, String boundary, Random cuts) {
        Collected collected = new Collected();
        FormReader reader = new FormReader(boundary, collected);
        for (int at = 0; at < form.length; ) {
            int to = cuts == null ? form.length : Math.min(form.length, at + cuts.nextInt(40));
            reader.feed(Arrays.copyOfRange(form, at, to));
            at = to;
        }
        reader.end();
        return collected;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Property(tries = 2_000)
    void everyByteOfEveryPartArrivesHoweverTheFormIsCut(@ForAll long seed) {
        Random random = new Random(seed);
        String boundary = random.nextBoolean() ? "--a" : "abab";
        byte[] alphabet = bytes("\r\n--ab");
        byte[] content = new byte[random.nextInt(200)];
        for (int i = 0; i < content.length; i++) {
            content[i] = alphabet[random.nextInt(alphabet.length)];
        }
        if (new String(content, StandardCharsets.ISO_8859_1).contains("\r\n--" + boundary)) {
            return;
        }
        ByteArrayOutputStream form = new ByteArrayOutputStream();
        form.writeBytes(bytes("--" + boundary + "\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n"));
        form.writeBytes(content);
        form.writeBytes(bytes(
                "\r\n--" + boundary + " \r\ncontent-disposition: form-data; name=y; filename=\"f\"\r\nA: b\r\n\r\n"));
        form.writeBytes(content);
        form.writeBytes(bytes("\r\n--" + boundary + "--\r\nepilogue"));
        Collected read = read(form.toByteArray(), boundary, random);
        assertThat(read.parts.keySet()).containsExactly("x", "y");
        assertThat(read.parts.get("x").toByteArray()).isEqualTo(content);
        assertThat(read.parts.get("y").toByteArray()).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "--b\r\n\r\nno end",
                "--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\nbody\r\n--b",
                "--bx\r\n\r\n\r\n--b--",
                "--b\n\n\r\n--b--",
                "--b\r\nContent-Disposition: ;;;\r\n\r\n\r\n--b--"
            })
    void whatIsNoFormIsMalformed(String form) {
        assertThatThrownBy(() -> read(bytes(form), "b", null))
                .isInstanceOfSatisfying(Problem.class, e -> assertThat(e.code()).isEqualTo("MALFORMED_REQUEST"));
    }

    @Test
    void headersAndPartsHaveBounds() {
        assertThatThrownBy(() -> read(bytes("--b\r\nA: " + "x".repeat(9_000)), "b", null))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> read(bytes("--b\r\n\r\n\r\n".repeat(20) + "--b--"), "b", null))
                .isInstanceOf(Problem.class);
    }
}
