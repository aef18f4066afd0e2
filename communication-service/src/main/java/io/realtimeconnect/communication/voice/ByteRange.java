package io.realtimeconnect.communication.voice;

import io.realtimeconnect.perf.web.Problem;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * One range of bytes (RFC 9110, section 14), both ends included. Several in one request, and what is no range at all, are answered with
 * the whole, as the RFC allows.
 */
record ByteRange(long first, long last) {

    private static final Pattern ONE = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})", Pattern.CASE_INSENSITIVE);

    /**
     * Null for the whole.
     *
     * @throws Problem {@code 416 RANGE_NOT_SATISFIABLE}
     */
    static @Nullable ByteRange of(@Nullable String header, long size) {
        Matcher range = ONE.matcher(header == null ? "" : header.strip());
        if (!range.matches() || range.group(1).isEmpty() && range.group(2).isEmpty()) {
            return null;
        }
        if (range.group(1).isEmpty()) {
            long suffix = Long.parseLong(range.group(2));
            if (suffix == 0) {
                throw unsatisfiable(size);
            }
            return new ByteRange(Math.max(0, size - suffix), size - 1);
        }
        long first = Long.parseLong(range.group(1));
        long last = range.group(2).isEmpty() ? size - 1 : Long.parseLong(range.group(2));
        if (!range.group(2).isEmpty() && last < first) {
            return null;
        }
        if (first >= size) {
            throw unsatisfiable(size);
        }
        return new ByteRange(first, Math.min(last, size - 1));
    }

    long length() {
        return last - first + 1;
    }

    private static Problem unsatisfiable(long size) {
        return new Problem(
                        HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
                        "RANGE_NOT_SATISFIABLE",
                        "There are " + size + " bytes.")
                .header("Content-Range", "bytes */" + size);
    }
}
