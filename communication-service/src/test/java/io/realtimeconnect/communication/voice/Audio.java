package io.realtimeconnect.communication.voice;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Audio files of any length, as recorders write them. */
final class Audio {

    private static final int PRE_SKIP = 312;

    private Audio() {}

    /** Pages of one second, {@code bytesPerSecond} each. */
    static byte[] ogg(int milliseconds, int bytesPerSecond) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer head = ByteBuffer.allocate(19).order(ByteOrder.LITTLE_ENDIAN);
        head.put("OpusHead".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 1)
                .putShort((short) PRE_SKIP)
                .putInt(48_000);
        page(out, 2, 0, 0, head.array());
        page(out, 0, 0, 1, "OpusTags\0\0\0\0\0\0\0\0".getBytes(StandardCharsets.US_ASCII));
        for (int at = 0, n = 2; at < milliseconds; n++) {
            at = Math.min(milliseconds, at + 1_000);
            page(out, at == milliseconds ? 4 : 0, at * 48L + PRE_SKIP, n, noise(bytesPerSecond));
        }
        return out.toByteArray();
    }

    private static void page(ByteArrayOutputStream out, int flags, long granule, int number, byte[] body) {
        int segments = body.length / 255 + 1;
        ByteBuffer header = ByteBuffer.allocate(27 + segments).order(ByteOrder.LITTLE_ENDIAN);
        header.put("OggS".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 0)
                .put((byte) flags)
                .putLong(granule)
                .putInt(77)
                .putInt(number)
                .putInt(0)
                .put((byte) segments);
        for (int i = 0; i < segments - 1; i++) {
            header.put((byte) 255);
        }
        header.put((byte) (body.length % 255));
        out.writeBytes(header.array());
        out.writeBytes(body);
    }

    /** As MediaRecorder writes it: sizes of segment and clusters unknown, no duration; blocks of 20 ms. */
    static byte[] webm(int milliseconds, int bytesPerBlock) {
        return webm(milliseconds, bytesPerBlock, "A_OPUS", -1);
    }

    static byte[] webm(int milliseconds, int bytesPerBlock, String codec, double duration) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        element(out, 0x1A45DFA3, element(0x4282, "webm".getBytes(StandardCharsets.US_ASCII)));
        out.writeBytes(bytes(0x18538067));
        out.writeBytes(new byte[] {1, -1, -1, -1, -1, -1, -1, -1});
        ByteArrayOutputStream info = new ByteArrayOutputStream();
        element(info, 0x2AD7B1, new byte[] {0x0F, 0x42, 0x40});
        if (duration >= 0) {
            element(info, 0x4489, ByteBuffer.allocate(8).putDouble(duration).array());
        }
        element(out, 0x1549A966, info.toByteArray());
        ByteArrayOutputStream track = new ByteArrayOutputStream();
        element(track, 0xD7, new byte[] {1});
        element(track, 0x83, new byte[] {2});
        element(track, 0x86, codec.getBytes(StandardCharsets.US_ASCII));
        element(out, 0x1654AE6B, element(0xAE, track.toByteArray()));
        for (int at = 0; at < milliseconds; at += 20) {
            if (at % 10_000 == 0) {
                out.writeBytes(bytes(0x1F43B675));
                out.write(0xFF);
                element(out, 0xE7, ByteBuffer.allocate(4).putInt(at).array());
            }
            ByteBuffer block = ByteBuffer.allocate(4 + bytesPerBlock);
            block.put((byte) 0x81).putShort((short) (at % 10_000)).put((byte) 0x80);
            block.put((byte) 0x78).put(noise(bytesPerBlock - 1)); // CELT, 20 ms, one frame
            element(out, 0xA3, block.array());
        }
        return out.toByteArray();
    }

    private static byte[] element(int id, byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        element(out, id, body);
        return out.toByteArray();
    }

    private static void element(ByteArrayOutputStream out, int id, byte[] body) {
        out.writeBytes(bytes(id));
        out.writeBytes(ByteBuffer.allocate(4).putInt(body.length | 0x1000_0000).array());
        out.writeBytes(body);
    }

    private static byte[] bytes(int id) {
        int length = (39 - Integer.numberOfLeadingZeros(id)) / 8;
        byte[] all = ByteBuffer.allocate(4).putInt(id).array();
        return Arrays.copyOfRange(all, 4 - length, 4);
    }

    /** Mono, 16 bits; a tone, which can be compressed. */
    static byte[] wav(int milliseconds, int rate) {
        int size = (int) ((long) milliseconds * rate / 1_000) * 2;
        ByteBuffer wav = ByteBuffer.allocate(44 + size).order(ByteOrder.LITTLE_ENDIAN);
        wav.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + size);
        wav.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        wav.putShort((short) 1)
                .putShort((short) 1)
                .putInt(rate)
                .putInt(rate * 2)
                .putShort((short) 2)
                .putShort((short) 16);
        wav.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(size);
        for (int i = 0; i < size / 2; i++) {
            wav.putShort((short) (8_000 * Math.sin(i / 50.0)));
        }
        return wav.array();
    }

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
