package io.realtimeconnect.e2e.contract;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A WAV file of one second: 8 kHz, 16 bit, one channel. */
final class Tone {

    private static final int RATE = 8_000;
    private static final int BYTES = 2 * RATE;

    private Tone() {}

    static byte[] wav() {
        ByteBuffer wav = ByteBuffer.allocate(44 + BYTES).order(ByteOrder.LITTLE_ENDIAN);
        wav.put(ascii("RIFF")).putInt(36 + BYTES).put(ascii("WAVE"));
        wav.put(ascii("fmt ")).putInt(16).putShort((short) 1).putShort((short) 1);
        wav.putInt(RATE).putInt(2 * RATE).putShort((short) 2).putShort((short) 16);
        wav.put(ascii("data")).putInt(BYTES);
        for (int i = 0; i < RATE; i++) {
            wav.putShort((short) (8_000 * Math.sin(2 * Math.PI * 440 * i / RATE)));
        }
        return wav.array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
