package io.realtimeconnect.communication.voice;

/**
 * WAV: a RIFF file with a {@code fmt} and a {@code data} chunk. It lasts as long as its data do; where their size is not known when
 * the header is written, as recorders do that stream, all that follows is data.
 */
final class WavReader extends AudioReader {

    private static final int RIFF = 12;
    private static final int CHUNK = 8;
    private static final long UNKNOWN_FROM = 0xFFFF_FF00L;

    private enum Step {
        RIFF,
        CHUNK,
        FORMAT
    }

    private Step step = Step.RIFF;
    private long formatRest;
    private long bytesPerSecond;
    private long dataFrom = -1;
    private long dataSize;

    WavReader() {
        super(RIFF);
    }

    @Override
    void read(byte[] piece, int length) {
        switch (step) {
            case RIFF -> {
                if (!isAscii(piece, 0, "RIFF") || !isAscii(piece, 8, "WAVE")) {
                    throw new UnsupportedMedia("The WAV file cannot be read.");
                }
                toNextChunk(0);
            }
            case CHUNK -> chunk(piece);
            case FORMAT -> {
                format(piece);
                toNextChunk(formatRest);
            }
        }
    }

    private void chunk(byte[] piece) {
        long size = littleEndian(piece, 4, 4);
        long padded = size + (size & 1);
        if (isAscii(piece, 0, "fmt ")) {
            if (bytesPerSecond != 0 || size < 16 || size > LARGEST_PIECE) {
                throw new UnsupportedMedia("The WAV file cannot be read.");
            }
            step = Step.FORMAT;
            formatRest = padded - 16;
            next(16);
        } else if (isAscii(piece, 0, "data")) {
            if (bytesPerSecond == 0 || dataFrom >= 0) {
                throw new UnsupportedMedia("The WAV file has no format before its data, or data twice.");
            }
            dataFrom = position();
            boolean unknown = size == 0 || size >= UNKNOWN_FROM;
            dataSize = unknown ? Long.MAX_VALUE : size;
            toNextChunk(unknown ? Long.MAX_VALUE : padded);
        } else {
            toNextChunk(padded);
        }
    }

    private void format(byte[] piece) {
        int code = (int) littleEndian(piece, 0, 2);
        long channels = littleEndian(piece, 2, 2);
        long rate = littleEndian(piece, 4, 4);
        long bits = littleEndian(piece, 14, 2);
        boolean known = switch (code) {
            case 1, 3, 0xFFFE -> bits >= 8 && bits <= 64 && bits % 8 == 0;
            case 6, 7 -> bits == 8;
            default -> false;
        };
        if (!known || channels < 1 || channels > 8 || rate < 1_000 || rate > 384_000) {
            throw new UnsupportedMedia("The WAV file is neither PCM nor anything else that is taken.");
        }
        bytesPerSecond = rate * channels * (bits / 8);
    }

    private void toNextChunk(long rest) {
        step = Step.CHUNK;
        pass(rest);
        next(CHUNK);
    }

    @Override
    long durationMs() {
        return dataFrom < 0 ? 0 : Math.min(dataSize, position() - dataFrom) * 1_000 / bytesPerSecond;
    }

    @Override
    void end() {
        if (dataFrom < 0) {
            throw new UnsupportedMedia("The WAV file has no sound.");
        }
    }
}
