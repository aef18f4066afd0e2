package io.realtimeconnect.history.log;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whether a conversation takes more messages. */
enum State {
    OPEN,
    ENDED;

    @JsonValue
    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    static State of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
