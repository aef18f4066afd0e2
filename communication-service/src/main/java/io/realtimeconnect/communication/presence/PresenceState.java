package io.realtimeconnect.communication.presence;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Whether somebody is there. */
public enum PresenceState {
    ONLINE,
    /** Connected, but silent for a while. */
    AWAY,
    OFFLINE;

    @JsonValue
    String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    static PresenceState of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }
}
