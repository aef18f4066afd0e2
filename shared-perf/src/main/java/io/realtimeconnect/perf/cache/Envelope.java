package io.realtimeconnect.perf.cache;

import com.github.luben.zstd.ZstdException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * How a value travels: magic, format, flags, schema version, written-at and fresh-until (ms since 1970), length before compression,
 * then the body. Compressed with zstd where that makes it smaller.
 *
 * @param body with an array behind it; null stands for an absence
 */
record Envelope(long writtenAt, long freshUntil, @Nullable ByteBuffer body) {

    static final int HEADER = 1 + 1 + 1 + 4 + 8 + 8 + 4;
    private static final byte MAGIC = (byte) 0xC7;
    private static final byte FORMAT = 1;
    private static final int COMPRESSED = 1;
    private static final int ABSENT = 2;

    /** @param body null stands for an absence */
    static byte[] encode(int schema, long writtenAt, long freshUntil, byte @Nullable [] body, int compressAbove) {
        byte[] raw = body == null ? new byte[0] : body;
        byte[] packed = raw;
        int flags = body == null ? ABSENT : 0;
        if (raw.length >= compressAbove) {
            byte[] smaller = Zstandard.pack(raw);
            if (smaller.length < raw.length) {
                packed = smaller;
                flags |= COMPRESSED;
            }
        }
        return ByteBuffer.allocate(HEADER + packed.length)
                .put(MAGIC)
                .put(FORMAT)
                .put((byte) flags)
                .putInt(schema)
                .putLong(writtenAt)
                .putLong(freshUntil)
                .putInt(raw.length)
                .put(packed)
                .array();
    }

    /**
     * Reads to the end of the bytes, which have an array behind them. Null when they are no envelope, or one of another schema, or
     * would become larger than allowed: a miss.
     */
    static @Nullable Envelope decode(ByteBuffer bytes, int schema, int maxBody) {
        try {
            if (bytes.get() != MAGIC || bytes.get() != FORMAT) {
                return null;
            }
            int flags = bytes.get();
            if (bytes.getInt() != schema) {
                return null;
            }
            long writtenAt = bytes.getLong();
            long freshUntil = bytes.getLong();
            int length = bytes.getInt();
            if ((flags & ABSENT) != 0) {
                return new Envelope(writtenAt, freshUntil, null);
            }
            if (length < 0 || length > maxBody) {
                return null;
            }
            ByteBuffer body = (flags & COMPRESSED) == 0 ? bytes : unpack(bytes, length);
            return body == null || body.remaining() != length ? null : new Envelope(writtenAt, freshUntil, body);
        } catch (BufferUnderflowException e) {
            return null;
        }
    }

    /** How long the body is once it is unpacked, as far as the header can be believed; 0 where there is none. */
    static int length(byte[] bytes, int from) {
        return bytes.length < from + HEADER ? 0 : ByteBuffer.wrap(bytes).getInt(from + HEADER - 4);
    }

    /** Writes at most as many bytes as the header says, whatever the frame holds. */
    private static @Nullable ByteBuffer unpack(ByteBuffer packed, int length) {
        byte[] body = new byte[length];
        try {
            return Zstandard.unpack(packed, body) == length ? ByteBuffer.wrap(body) : null;
        } catch (ZstdException e) {
            return null;
        }
    }
}
