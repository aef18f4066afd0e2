package io.realtimeconnect.communication.call;

import java.util.Locale;

/** Where a call is. It only goes on, never back. */
enum CallState {
    RINGING,
    ACTIVE,
    ENDED;

    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    static CallState of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
