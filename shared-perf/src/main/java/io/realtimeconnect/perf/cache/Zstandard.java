package io.realtimeconnect.perf.cache;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.util.Native;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * zstd with contexts that are used again: making one costs more than unpacking 10 KB does. There are as many as were ever in use at
 * once, some 200 KB each.
 */
final class Zstandard {

    private static final int LEVEL = 3;
    private static final ConcurrentLinkedQueue<ZstdCompressCtx> PACKERS = new ConcurrentLinkedQueue<>();
    private static final ConcurrentLinkedQueue<ZstdDecompressCtx> UNPACKERS = new ConcurrentLinkedQueue<>();

    private Zstandard() {}

    /** Unpacks the native library now: at the first large value it would be an event loop that does. */
    static void load() {
        Native.load();
    }

    static byte[] pack(byte[] raw) {
        ZstdCompressCtx free = PACKERS.poll();
        ZstdCompressCtx packer = free == null ? new ZstdCompressCtx().setLevel(LEVEL) : free;
        try {
            return packer.compress(raw);
        } finally {
            PACKERS.offer(packer);
        }
    }

    /**
     * Writes no more than fits, whatever the frame holds.
     *
     * @param packed with an array behind it
     * @return how many bytes it was
     * @throws com.github.luben.zstd.ZstdException if it is no frame, or does not fit
     */
    static int unpack(ByteBuffer packed, byte[] into) {
        ZstdDecompressCtx free = UNPACKERS.poll();
        ZstdDecompressCtx unpacker = free == null ? new ZstdDecompressCtx() : free;
        try {
            return unpacker.decompressByteArray(
                    into, 0, into.length, packed.array(), packed.arrayOffset() + packed.position(), packed.remaining());
        } finally {
            UNPACKERS.offer(unpacker);
        }
    }
}
