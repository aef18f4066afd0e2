package io.realtimeconnect.communication.voice;

/**
 * Opus in Ogg (RFC 3533, RFC 7845): pages of one stream, the first with {@code OpusHead}. It lasts as long as the highest granule
 * position says, in samples of 48 kHz, without those that a decoder skips.
 */
final class OggReader extends AudioReader {

    private static final int PAGE_HEADER = 27;
    private static final int OPUS_HEAD = 19;
    private static final int SAMPLES_PER_MS = 48;
    private static final int BEGINS_STREAM = 2;

    private enum Step {
        PAGE,
        SEGMENTS,
        HEAD
    }

    private Step step = Step.PAGE;
    private boolean begun;
    private long serial;
    private long granule;
    private long body;
    private long preSkip;
    private long samples;

    OggReader() {
        super(PAGE_HEADER);
    }

    @Override
    void read(byte[] piece, int length) {
        switch (step) {
            case PAGE -> page(piece);
            case SEGMENTS -> segments(piece, length);
            case HEAD -> {
                head(piece);
                toNextPage(body - OPUS_HEAD);
            }
        }
    }

    private void page(byte[] piece) {
        if (!isAscii(piece, 0, "OggS") || piece[4] != 0) {
            throw new UnsupportedMedia("The Ogg pages cannot be read.");
        }
        boolean begins = (piece[5] & BEGINS_STREAM) != 0;
        long of = littleEndian(piece, 14, 4);
        if (begins == begun || begun && of != serial) {
            throw new UnsupportedMedia("An Ogg file has one stream, which is Opus.");
        }
        serial = of;
        granule = littleEndian(piece, 6, 8);
        int segments = piece[26] & 0xFF;
        if (segments == 0) {
            segments(piece, 0);
        } else {
            step = Step.SEGMENTS;
            next(segments);
        }
    }

    private void segments(byte[] piece, int count) {
        body = 0;
        for (int i = 0; i < count; i++) {
            body += piece[i] & 0xFF;
        }
        if (begun) {
            samples = Math.max(samples, granule);
            toNextPage(body);
        } else if (body < OPUS_HEAD) {
            throw new UnsupportedMedia("The Ogg stream is not Opus.");
        } else {
            step = Step.HEAD;
            next(OPUS_HEAD);
        }
    }

    private void head(byte[] piece) {
        int version = piece[8] & 0xFF;
        int channels = piece[9] & 0xFF;
        if (!isAscii(piece, 0, "OpusHead") || version == 0 || version > 15 || channels == 0) {
            throw new UnsupportedMedia("The Ogg stream is not Opus.");
        }
        preSkip = littleEndian(piece, 10, 2);
        begun = true;
    }

    private void toNextPage(long rest) {
        step = Step.PAGE;
        pass(rest);
        next(PAGE_HEADER);
    }

    @Override
    long durationMs() {
        return Math.max(0, samples - preSkip) / SAMPLES_PER_MS;
    }

    @Override
    void end() {
        if (!isBetweenPieces()) {
            throw new UnsupportedMedia("The Ogg file breaks off within a page.");
        }
    }
}
