package io.realtimeconnect.history.export;

import java.nio.charset.StandardCharsets;

/** What is written into the zip, one after the other. */
sealed interface Part {

    /** Here a file begins. */
    record File(String name) implements Part {}

    /** More of the file that was begun last. */
    record Bytes(byte[] bytes) implements Part {}

    static Part line(String json) {
        return new Bytes((json + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
