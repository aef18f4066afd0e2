package io.realtimeconnect.communication.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.realtimeconnect.perf.web.Problem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AudioProbeTest {

    private static AudioProbe probe() {
        return new AudioProbe(5 * 1024 * 1024, Duration.ofSeconds(120));
    }

    private static void feed(AudioProbe probe, byte[] piece) {
        probe.feed(piece, piece.length);
    }

    private static AudioProbe whole(byte[] file) {
        AudioProbe probe = probe();
        probe.feed(file, file.length);
        probe.end();
        return probe;
    }

    private static void assertIs(AudioProbe probe, String contentType, long durationMs) {
        assertThat(probe.contentType()).isEqualTo(contentType);
        assertThat(probe.durationMs()).isEqualTo(durationMs);
    }

    @Test
    void anOggFileLastsAsLongAsItsLastGranuleSays() {
        assertIs(whole(Audio.ogg(2_500, 4_000)), "audio/ogg", 2_500);
    }

    @Test
    void aWebmFileWithoutDurationLastsUntilTheEndOfItsLastBlock() {
        assertIs(whole(Audio.webm(12_340, 80)), "audio/webm", 12_340);
    }

    @Test
    void aWebmFileWithDurationLastsAsLongAsItSaysOrLonger() {
        assertIs(whole(Audio.webm(1_000, 80, "A_OPUS", 1_007)), "audio/webm", 1_007);
        assertIs(whole(Audio.webm(1_000, 80, "A_OPUS", 10)), "audio/webm", 1_000);
    }

    @Test
    void aWavFileLastsAsLongAsItsData() {
        assertIs(whole(Audio.wav(1_500, 16_000)), "audio/wav", 1_500);
    }

    @Test
    void aWavFileOfUnknownSizeLastsAsLongAsWhatCame() {
        for (int unknown : new int[] {0, -1}) {
            byte[] wav = Audio.wav(700, 8_000);
            ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN).putInt(40, unknown);
            assertIs(whole(wav), "audio/wav", 700);
        }
    }

    @Test
    void whatLastsTooLongStopsBeforeItsEnd() {
        assertTooLarge(Audio.ogg(121_000, 1_000), 126_000);
        assertTooLarge(Audio.webm(130_000, 40), 310_000);
        assertTooLarge(Audio.wav(200_000, 8_000), 2_000_000);
        assertIs(whole(Audio.ogg(120_000, 1_000)), "audio/ogg", 120_000);
    }

    private static void assertTooLarge(byte[] file, int stopsBefore) {
        AudioProbe probe = probe();
        assertThatThrownBy(() -> {
                    for (int at = 0; at < file.length; at += 1_000) {
                        feed(probe, Arrays.copyOfRange(file, at, Math.min(file.length, at + 1_000)));
                    }
                })
                .isInstanceOf(MediaTooLarge.class);
        assertThat(probe.bytes()).isLessThanOrEqualTo(stopsBefore);
    }

    @Test
    void whatIsTooLargeStopsThere() {
        AudioProbe probe = new AudioProbe(10_000, Duration.ofSeconds(120));
        byte[] wav = Audio.wav(1_000, 16_000);
        feed(probe, Arrays.copyOf(wav, 10_000));
        assertThatThrownBy(() -> feed(probe, new byte[1])).isInstanceOf(MediaTooLarge.class);
    }

    @Test
    void othersAreUnsupported() {
        for (byte[] file : new byte[][] {
            new byte[0],
            {1, 2, 3},
            "this is text, whatever its name says".getBytes(StandardCharsets.UTF_8),
            Audio.webm(100, 80, "A_VORBIS", -1),
            Audio.webm(0, 80),
            Audio.ogg(0, 80),
            Audio.wav(0, 8_000),
            Arrays.copyOf(Audio.ogg(1_000, 4_000), 2_000),
            Arrays.copyOf(Audio.wav(1_000, 8_000), 30)
        }) {
            assertThatThrownBy(() -> whole(file)).isInstanceOf(UnsupportedMedia.class);
        }
    }

    @Property(tries = 300)
    void howItIsCutWhileItComesMakesNoDifference(@ForAll long seed, @ForAll @IntRange(min = 1, max = 700) int most) {
        Random random = new Random(seed);
        for (byte[] file : new byte[][] {Audio.ogg(3_100, 300), Audio.webm(400, 30), Audio.wav(50, 8_000)}) {
            AudioProbe probe = probe();
            for (int at = 0; at < file.length; ) {
                int to = Math.min(file.length, at + random.nextInt(most + 1));
                feed(probe, Arrays.copyOfRange(file, at, to));
                at = to;
            }
            probe.end();
            assertThat(probe.durationMs()).isEqualTo(whole(file).durationMs());
            assertThat(probe.bytes()).isEqualTo(file.length);
        }
    }

    @Property(tries = 3_000)
    void whateverComesItIsAudioOrAProblem(@ForAll long seed) {
        Random random = new Random(seed);
        byte[][] files = {Audio.ogg(3_100, 300), Audio.webm(400, 30, "A_OPUS", 380), Audio.wav(50, 8_000)};
        byte[] file = files[random.nextInt(files.length)];
        for (int i = random.nextInt(12); i >= 0; i--) {
            file[random.nextInt(i % 2 == 0 ? 120 : file.length)] = (byte) random.nextInt(256);
        }
        try {
            AudioProbe probe = whole(Arrays.copyOf(file, random.nextInt(file.length + 1)));
            assertThat(probe.durationMs()).isBetween(1L, 120_000L);
        } catch (Problem e) {
            assertThat(e.status().is4xxClientError()).isTrue();
        }
    }

    @Test
    void opusPacketsSayHowLongTheyLast() {
        assertThat(OpusPacket.micros((byte) 0x78, (byte) 0)).isEqualTo(20_000);
        assertThat(OpusPacket.micros((byte) 0x08, (byte) 0)).isEqualTo(20_000);
        assertThat(OpusPacket.micros((byte) 0x19, (byte) 0)).isEqualTo(120_000);
        assertThat(OpusPacket.micros((byte) 0x83, (byte) 4)).isEqualTo(10_000);
    }
}
