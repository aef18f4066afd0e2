package io.realtimeconnect.communication.voice;

import java.nio.charset.StandardCharsets;

/**
 * Opus in WebM (RFC 8794, RFC 9559). It lasts as long as it says or, where it does not say, which is how browsers record, or says less
 * than there is, from its first block to the end of its last one.
 */
final class WebmReader extends AudioReader {

    private static final long MILLI_IN_NANOS = 1_000_000;
    private static final int BLOCK_BEGINNING = 16;
    private static final long LONGEST_TIME = 1L << 32;

    private final Ebml ebml = new Ebml();
    private boolean isWebm;
    private int tracks;
    private boolean isOpus;
    private long scale = MILLI_IN_NANOS;
    private double declared;
    private long cluster;
    private long firstNanos = -1;
    private long lastNanos;
    private boolean inLeaf;
    private long rest;

    WebmReader() {
        super(1);
    }

    @Override
    void read(byte[] piece, int length) {
        if (inLeaf) {
            inLeaf = false;
            leaf(ebml.id(), piece, length);
            next(1);
            return;
        }
        int more = ebml.take(piece, length);
        if (more > 0) {
            next(more);
        } else {
            element(ebml.id(), ebml.size());
        }
    }

    private void element(int id, long size) {
        if (Ebml.isMaster(id)) {
            if (id == Ebml.TRACK) {
                tracks++;
            }
            next(1);
            return;
        }
        if (size == Ebml.UNKNOWN) {
            throw unreadable();
        }
        boolean block = id == Ebml.SIMPLE_BLOCK || id == Ebml.BLOCK;
        if (block || Ebml.isLeaf(id)) {
            if (size == 0 || !block && size > Ebml.LARGEST_LEAF) {
                throw unreadable();
            }
            inLeaf = true;
            rest = block ? Math.max(0, size - BLOCK_BEGINNING) : 0;
            next((int) (size - rest));
        } else {
            pass(size);
            next(1);
        }
    }

    private void leaf(int id, byte[] piece, int length) {
        pass(rest);
        switch (id) {
            case Ebml.DOC_TYPE -> isWebm = text(piece, length).equals("webm");
            case Ebml.TIMESTAMP_SCALE -> {
                scale = number(piece, length);
                if (scale <= 0 || scale > 1_000 * MILLI_IN_NANOS) {
                    throw unreadable();
                }
            }
            case Ebml.DURATION -> declared = floating(piece, length);
            case Ebml.TRACK_TYPE -> {
                if (number(piece, length) != Ebml.AUDIO) {
                    throw new UnsupportedMedia("A WebM file has one track, which is audio.");
                }
            }
            case Ebml.CODEC -> isOpus = text(piece, length).equals("A_OPUS");
            case Ebml.TIMESTAMP -> {
                cluster = number(piece, length);
                if (cluster < 0 || cluster > LONGEST_TIME) {
                    throw unreadable();
                }
            }
            case Ebml.SIMPLE_BLOCK, Ebml.BLOCK -> block(piece, length);
            default -> throw new IllegalStateException("No leaf: " + id);
        }
    }

    private void block(byte[] piece, int length) {
        checkTrack();
        int track = Ebml.width(piece[0]);
        if (track == 0 || track + 3 >= length) {
            throw unreadable();
        }
        int flags = piece[track + 2];
        boolean laced = (flags & 0x06) != 0;
        int frames = laced ? 1 + (piece[track + 3] & 0xFF) : 1;
        // where the frames of a laced block begin is not looked for: they are alike, and as long as recorders make them
        long micros = laced ? 20_000L * frames : opusMicros(piece, track + 3, length);
        long start = (cluster + (short) bigEndian(piece, track, 2)) * scale;
        if (firstNanos < 0) {
            firstNanos = Math.max(0, start);
        }
        lastNanos = Math.max(lastNanos, start + micros * 1_000);
    }

    private static long opusMicros(byte[] piece, int at, int length) {
        return OpusPacket.micros(piece[at], at + 1 < length ? piece[at + 1] : 0);
    }

    private void checkTrack() {
        if (!isWebm || tracks != 1 || !isOpus) {
            throw new UnsupportedMedia("A WebM file has one track, which is Opus.");
        }
    }

    private static long number(byte[] piece, int length) {
        if (length > 8) {
            throw unreadable();
        }
        return bigEndian(piece, 0, length);
    }

    private static double floating(byte[] piece, int length) {
        return switch (length) {
            case 4 -> Float.intBitsToFloat((int) bigEndian(piece, 0, 4));
            case 8 -> Double.longBitsToDouble(bigEndian(piece, 0, 8));
            default -> throw unreadable();
        };
    }

    private static String text(byte[] piece, int length) {
        return new String(piece, 0, length, StandardCharsets.US_ASCII).replace("\0", "");
    }

    private static UnsupportedMedia unreadable() {
        return new UnsupportedMedia("The WebM file cannot be read.");
    }

    @Override
    long durationMs() {
        long blocks = firstNanos < 0 ? 0 : (lastNanos - firstNanos) / MILLI_IN_NANOS;
        double said = declared * scale / MILLI_IN_NANOS;
        return Double.isFinite(said) && said > blocks ? (long) Math.min(said, Long.MAX_VALUE) : blocks;
    }

    @Override
    void end() {
        checkTrack();
        if (firstNanos < 0 || !isBetweenPieces()) {
            throw new UnsupportedMedia("The WebM file has no sound or breaks off.");
        }
    }
}
