package io.realtimeconnect.perf.cache;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class EnvelopeTest {

    private static final int MAX = 1 << 20;

    @Property
    void whatGoesInComesOut(@ForAll byte[] body, @ForAll int schema, @ForAll long at) {
        Envelope back = decode(Envelope.encode(schema, at, at + 1, body, 16), schema);
        assertThat(back.body()).isEqualTo(ByteBuffer.wrap(body));
        assertThat(back.writtenAt()).isEqualTo(at);
        assertThat(back.freshUntil()).isEqualTo(at + 1);
    }

    @Property
    void noiseIsAMissAndNeverAnError(@ForAll byte[] noise) {
        byte[] valid = Envelope.encode(1, 1, 2, new byte[3000], 1024);
        byte[] spoiled = valid.clone();
        for (int i = 0; i < noise.length; i++) {
            spoiled[(i * 7 + Math.abs(noise[i])) % spoiled.length] ^= noise[i];
        }
        Envelope.decode(ByteBuffer.wrap(noise), 1, MAX);
        Envelope.decode(ByteBuffer.wrap(spoiled), 1, MAX);
    }

    @Test
    void largeTextIsCompressedAndSmallOrRandomIsNot() {
        byte[] text = "{\"name\":\"Ada\",\"interests\":[\"mathematics\"]},"
                .repeat(250)
                .getBytes(StandardCharsets.UTF_8);
        assertThat(Envelope.encode(1, 1, 2, text, 1024)).hasSizeLessThan(text.length * 35 / 100);
        byte[] small = Arrays.copyOf(text, 1000);
        assertThat(Envelope.encode(1, 1, 2, small, 1024)).hasSize(1000 + Envelope.HEADER);
        byte[] random = new byte[5000];
        new Random(1).nextBytes(random);
        assertThat(Envelope.encode(1, 1, 2, random, 1024)).hasSize(5000 + Envelope.HEADER);
    }

    @Test
    void aBombIsAMiss() {
        byte[] bomb = Zstd.compress(new byte[64 << 20]);
        assertThat(bomb.length).isLessThan(10_000);
        assertThat(decode(compressed(bomb, 64 << 20), 1)).isNull();
        assertThat(decode(compressed(bomb, 1000), 1)).isNull();
        assertThat(decode(compressed(bomb, -5), 1)).isNull();
    }

    @Test
    void aHeaderThatLiesAboutASizeIsAMiss() {
        byte[] body = new byte[5000];
        byte[] frame = Zstd.compress(body);
        assertThat(decode(compressed(frame, 5000), 1).body()).isEqualTo(ByteBuffer.wrap(body));
        assertThat(decode(compressed(frame, 4999), 1)).isNull();
        assertThat(decode(compressed(frame, 5001), 1)).isNull();
        assertThat(decode(compressed(frame, MAX), 1)).isNull();
        byte[] plain = Envelope.encode(1, 1, 2, new byte[100], 1024);
        for (int length : new int[] {99, 101, -1, Integer.MAX_VALUE}) {
            byte[] lie = plain.clone();
            ByteBuffer.wrap(lie).putInt(Envelope.HEADER - 4, length);
            assertThat(decode(lie, 1)).isNull();
        }
        assertThat(decode(Envelope.encode(1, 1, 2, new byte[MAX + 1], Integer.MAX_VALUE), 1))
                .as("larger than allowed, not compressed")
                .isNull();
    }

    @Test
    void anotherSchemaIsAMissAndAbsenceIsAValue() {
        byte[] bytes = Envelope.encode(1, 1, 2, new byte[] {1}, 1024);
        assertThat(decode(bytes, 2)).isNull();
        assertThat(decode(Envelope.encode(1, 1, 2, null, 1024), 1).body()).isNull();
    }

    private static byte[] compressed(byte[] frame, int length) {
        return ByteBuffer.allocate(Envelope.HEADER + frame.length)
                .put((byte) 0xC7)
                .put((byte) 1)
                .put((byte) 1)
                .putInt(1)
                .putLong(1)
                .putLong(2)
                .putInt(length)
                .put(frame)
                .array();
    }

    private static Envelope decode(byte[] bytes, int schema) {
        return Envelope.decode(ByteBuffer.wrap(bytes), schema, MAX);
    }
}
