package io.realtimeconnect.communication.voice;

/** Reads a format as it arrives: a few bytes that matter, then many that do not. Holds no more than one small piece. */
abstract class ByteSteps {

    static final int LARGEST_PIECE = 512;

    private final byte[] piece = new byte[LARGEST_PIECE];
    private int wanted;
    private int have;
    private long passing;
    private long position;

    /** @param first how many bytes {@link #read} is called with first */
    ByteSteps(int first) {
        wanted = first;
    }

    /** @throws io.realtimeconnect.perf.web.Problem when this is not what it should be */
    final void feed(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (passing > 0) {
                int step = (int) Math.min(passing, to - at);
                passing -= step;
                at += step;
                position += step;
                continue;
            }
            int step = Math.min(wanted - have, to - at);
            System.arraycopy(bytes, at, piece, have, step);
            have += step;
            at += step;
            position += step;
            if (have == wanted) {
                int length = have;
                have = 0;
                read(piece, length);
            }
        }
    }

    /** Called with exactly as many bytes as were wanted; calls {@link #next}, and {@link #pass} before it where some do not matter. */
    abstract void read(byte[] piece, int length);

    /** @param count from 1 to {@value #LARGEST_PIECE} */
    final void next(int count) {
        wanted = count;
    }

    final void pass(long count) {
        passing = count;
    }

    /** How many bytes have come so far. */
    final long position() {
        return position;
    }

    /** Whether all that came was read to its end. */
    final boolean isBetweenPieces() {
        return have == 0 && passing == 0;
    }

    static long littleEndian(byte[] bytes, int from, int count) {
        long value = 0;
        for (int i = count - 1; i >= 0; i--) {
            value = value << 8 | bytes[from + i] & 0xFF;
        }
        return value;
    }

    static long bigEndian(byte[] bytes, int from, int count) {
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = value << 8 | bytes[from + i] & 0xFF;
        }
        return value;
    }

    static boolean isAscii(byte[] bytes, int from, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (bytes[from + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
