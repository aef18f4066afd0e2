package io.realtimeconnect.communication.voice;

import io.realtimeconnect.perf.web.Problem;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpStatus;

/**
 * Reads {@code multipart/form-data} (RFC 7578, RFC 2046) as it arrives, and holds nothing but the headers of one part. Spring's own
 * reader loses count of its buffers when a form is refused while it comes.
 */
final class FormReader {

    private static final int MOST_HEADERS = 8 * 1024;
    private static final int MOST_PARTS = 16;
    private static final String DISPOSITION = "content-disposition:";

    /** Is told what is in the form, in order. */
    interface Parts {

        void begins(String name);

        void has(byte[] bytes, int length);

        void ends();
    }

    private enum Step {
        PREAMBLE,
        DELIMITED,
        HEADERS,
        BODY,
        EPILOGUE
    }

    private final byte[] delimiter;
    private final int[] fallback;
    private final Parts parts;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private Step step = Step.PREAMBLE;

    /** How much of the delimiter has been seen: a form may begin with it, without the line break that belongs to it. */
    private int matched = 2;

    private byte[] out = new byte[0];
    private int outLength;
    private int headerBytes;
    private int count;
    private String name = "";

    FormReader(String boundary, Parts parts) {
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        this.fallback = fallback(delimiter);
        this.parts = parts;
    }

    /** Where to go on in a text that did not go on as hoped (Knuth, Morris and Pratt 1977). */
    private static int[] fallback(byte[] text) {
        int[] fallback = new int[text.length];
        for (int i = 1, m = 0; i < text.length; i++) {
            while (m > 0 && text[i] != text[m]) {
                m = fallback[m - 1];
            }
            if (text[i] == text[m]) {
                m++;
            }
            fallback[i] = m;
        }
        return fallback;
    }

    /** @throws Problem {@code 400 MALFORMED_REQUEST}, and whatever {@link Parts} throws */
    void feed(byte[] bytes) {
        if (out.length < bytes.length + delimiter.length) {
            out = new byte[bytes.length + delimiter.length];
        }
        for (byte next : bytes) {
            switch (step) {
                case PREAMBLE, BODY -> search(next);
                case DELIMITED, HEADERS -> header(next);
                case EPILOGUE -> {
                    return;
                }
            }
        }
        flush();
    }

    private void search(byte next) {
        while (matched > 0 && next != delimiter[matched]) {
            int less = fallback[matched - 1];
            System.arraycopy(delimiter, 0, out, outLength, matched - less);
            outLength += matched - less;
            matched = less;
        }
        if (next != delimiter[matched]) {
            out[outLength++] = next;
        } else if (++matched == delimiter.length) {
            matched = 0;
            flush();
            if (step == Step.BODY) {
                parts.ends();
            }
            step = Step.DELIMITED;
        }
    }

    private void flush() {
        if (step == Step.BODY && outLength > 0) {
            parts.has(out, outLength);
        }
        outLength = 0;
    }

    private void header(byte next) {
        if (++headerBytes > MOST_HEADERS) {
            throw malformed("A part has too many headers.");
        }
        line.write(next);
        if (step == Step.DELIMITED && line.size() == 2 && text().equals("--")) {
            step = Step.EPILOGUE;
        } else if (next == '\n') {
            String text = text();
            line.reset();
            if (!text.endsWith("\r\n")) {
                throw malformed("The form cannot be read.");
            }
            lineRead(text.strip());
        }
    }

    private String text() {
        return line.toString(StandardCharsets.UTF_8);
    }

    private void lineRead(String text) {
        if (step == Step.DELIMITED) {
            if (!text.isEmpty() || ++count > MOST_PARTS) {
                throw malformed("The form cannot be read, or has more than " + MOST_PARTS + " parts.");
            }
            name = "";
            step = Step.HEADERS;
        } else if (!text.isEmpty()) {
            if (text.regionMatches(true, 0, DISPOSITION, 0, DISPOSITION.length())) {
                name = name(text.substring(DISPOSITION.length()).strip());
            }
        } else {
            headerBytes = 0;
            step = Step.BODY;
            parts.begins(name);
        }
    }

    private static String name(String disposition) {
        try {
            String name = ContentDisposition.parse(disposition).getName();
            return name == null ? "" : name;
        } catch (IllegalArgumentException e) {
            throw malformed("A part has a Content-Disposition that cannot be read.");
        }
    }

    /** All has come. */
    void end() {
        if (step != Step.EPILOGUE) {
            throw malformed("The form breaks off.");
        }
    }

    private static Problem malformed(String detail) {
        return new Problem(HttpStatus.BAD_REQUEST, "MALFORMED_REQUEST", detail);
    }
}
