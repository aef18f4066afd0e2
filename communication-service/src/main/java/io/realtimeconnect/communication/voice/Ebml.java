package io.realtimeconnect.communication.voice;

import java.util.Set;

/**
 * The beginnings of EBML elements, id and size, byte by byte (RFC 8794, sections 4 to 6), and those elements that matter for WebM. The
 * children of a master follow its beginning as if there were no master: so one of unknown size needs no end.
 */
final class Ebml {

    static final long UNKNOWN = -1;
    static final int LARGEST_LEAF = 64;
    static final int AUDIO = 2;

    static final int HEADER = 0x1A45DFA3;
    static final int DOC_TYPE = 0x4282;
    static final int SEGMENT = 0x18538067;
    static final int INFO = 0x1549A966;
    static final int TIMESTAMP_SCALE = 0x2AD7B1;
    static final int DURATION = 0x4489;
    static final int TRACKS = 0x1654AE6B;
    static final int TRACK = 0xAE;
    static final int TRACK_TYPE = 0x83;
    static final int CODEC = 0x86;
    static final int CLUSTER = 0x1F43B675;
    static final int TIMESTAMP = 0xE7;
    static final int SIMPLE_BLOCK = 0xA3;
    static final int BLOCK_GROUP = 0xA0;
    static final int BLOCK = 0xA1;

    private static final Set<Integer> MASTERS = Set.of(HEADER, SEGMENT, INFO, TRACKS, TRACK, CLUSTER, BLOCK_GROUP);
    private static final Set<Integer> LEAVES =
            Set.of(DOC_TYPE, TIMESTAMP_SCALE, DURATION, TRACK_TYPE, CODEC, TIMESTAMP);
    private static final int WIDEST_ID = 4;

    private enum Step {
        ID,
        ID_REST,
        SIZE,
        SIZE_REST
    }

    private Step step = Step.ID;
    private int id;
    private int width;
    private long size;

    static boolean isMaster(int id) {
        return MASTERS.contains(id);
    }

    static boolean isLeaf(int id) {
        return LEAVES.contains(id);
    }

    /** How many bytes a number has that begins so; 0 for none. */
    static int width(byte first) {
        return first == 0 ? 0 : Integer.numberOfLeadingZeros(first & 0xFF) - 23;
    }

    /** How many bytes are wanted next; 0 when id and size are known. */
    int take(byte[] piece, int length) {
        switch (step) {
            case ID -> {
                width = width(piece[0]);
                if (width == 0 || width > WIDEST_ID) {
                    throw new UnsupportedMedia("The WebM file cannot be read.");
                }
                id = piece[0] & 0xFF;
                step = width == 1 ? Step.SIZE : Step.ID_REST;
                return width == 1 ? 1 : width - 1;
            }
            case ID_REST -> {
                for (int i = 0; i < length; i++) {
                    id = id << 8 | piece[i] & 0xFF;
                }
                step = Step.SIZE;
                return 1;
            }
            case SIZE -> {
                width = width(piece[0]);
                if (width == 0) {
                    throw new UnsupportedMedia("The WebM file cannot be read.");
                }
                size = piece[0] & 0xFF >> width;
                step = width == 1 ? Step.ID : Step.SIZE_REST;
                return width - 1;
            }
            case SIZE_REST -> {
                size = size << 8 * length | ByteSteps.bigEndian(piece, 0, length);
                step = Step.ID;
                return 0;
            }
        }
        throw new IllegalStateException();
    }

    int id() {
        return id;
    }

    /** Bytes that follow, or {@link #UNKNOWN}. */
    long size() {
        return size == (1L << 7 * width) - 1 ? UNKNOWN : size;
    }
}
