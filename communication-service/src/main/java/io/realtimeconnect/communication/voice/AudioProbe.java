package io.realtimeconnect.communication.voice;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Finds out what audio is by its content while it comes in, and stops it at once when it is too much or nothing that is taken. */
final class AudioProbe {

    private static final int SIGNATURE = 12;

    private final long mostBytes;
    private final Duration longest;
    private final byte[] beginning = new byte[SIGNATURE];
    private int begun;
    private long bytes;
    private @Nullable AudioReader reader;
    private String contentType = "";

    AudioProbe(long mostBytes, Duration longest) {
        this.mostBytes = mostBytes;
        this.longest = longest;
    }

    /** @throws io.realtimeconnect.perf.web.Problem {@code MEDIA_TOO_LARGE} or {@code UNSUPPORTED_MEDIA} */
    void feed(byte[] piece, int length) {
        bytes += length;
        if (bytes > mostBytes) {
            throw MediaTooLarge.bytes(mostBytes);
        }
        int at = Math.min(SIGNATURE - begun, length);
        System.arraycopy(piece, 0, beginning, begun, at);
        begun += at;
        if (begun < SIGNATURE) {
            return;
        }
        AudioReader known = reader;
        if (known == null) {
            known = recognize();
            reader = known;
            known.feed(beginning, 0, SIGNATURE);
        }
        known.feed(piece, at, length);
        checkDuration(known);
    }

    private AudioReader recognize() {
        if (ByteSteps.isAscii(beginning, 0, "OggS")) {
            contentType = "audio/ogg";
            return new OggReader();
        }
        if (ByteSteps.bigEndian(beginning, 0, 4) == Ebml.HEADER) {
            contentType = "audio/webm";
            return new WebmReader();
        }
        if (ByteSteps.isAscii(beginning, 0, "RIFF") && ByteSteps.isAscii(beginning, 8, "WAVE")) {
            contentType = "audio/wav";
            return new WavReader();
        }
        throw new UnsupportedMedia("A voice note is Ogg/Opus, WebM/Opus or WAV.");
    }

    private void checkDuration(AudioReader known) {
        if (known.durationMs() > longest.toMillis()) {
            throw MediaTooLarge.seconds(longest);
        }
    }

    /** All has come. */
    void end() {
        AudioReader known = reader;
        if (known == null) {
            throw new UnsupportedMedia("A voice note is Ogg/Opus, WebM/Opus or WAV.");
        }
        known.end();
        if (known.durationMs() <= 0) {
            throw new UnsupportedMedia("The voice note has no sound.");
        }
    }

    long bytes() {
        return bytes;
    }

    long durationMs() {
        return reader == null ? 0 : reader.durationMs();
    }

    String contentType() {
        return contentType;
    }

    /** Whether it is worth compressing: Opus has been. */
    boolean isRaw() {
        return reader instanceof WavReader;
    }
}
