package io.realtimeconnect.history.export;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/** Writes a zip and hands it out in pieces, so that never more than about one of them is in memory. */
final class ZipPieces {

    static final int PIECE = 256 * 1024;

    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(PIECE + 64 * 1024);
    private final ZipOutputStream zip = new ZipOutputStream(buffer);

    /** The next piece, when there is enough for one. */
    byte @Nullable [] add(Part part) {
        try {
            if (part instanceof Part.File file) {
                zip.putNextEntry(new ZipEntry(file.name()));
            } else if (part instanceof Part.Bytes more) {
                zip.write(more.bytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return buffer.size() < PIECE ? null : taken();
    }

    /** The last piece. */
    byte[] finish() {
        try {
            zip.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return taken();
    }

    private byte[] taken() {
        byte[] piece = buffer.toByteArray();
        buffer.reset();
        return piece;
    }
}
