package io.realtimeconnect.communication.voice;

/** How long an Opus packet lasts, told by its first two bytes (RFC 6716, section 3.1). */
final class OpusPacket {

    private static final int LONGEST_MICROS = 120_000;
    private static final int[] SILK = {10_000, 20_000, 40_000, 60_000};
    private static final int[] HYBRID = {10_000, 20_000};
    private static final int[] CELT = {2_500, 5_000, 10_000, 20_000};

    private OpusPacket() {}

    /** @param second ignored where the first says that it is no count of frames */
    static int micros(byte first, byte second) {
        int config = (first & 0xFF) >> 3;
        int frame;
        if (config < 12) {
            frame = SILK[config & 3];
        } else if (config < 16) {
            frame = HYBRID[config & 1];
        } else {
            frame = CELT[config & 3];
        }
        int frames = switch (first & 3) {
            case 0 -> 1;
            case 1, 2 -> 2;
            default -> second & 0x3F;
        };
        return Math.min(LONGEST_MICROS, frame * frames);
    }
}
