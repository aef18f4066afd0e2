package io.realtimeconnect.queuing.ticket;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What somebody looks for; only the same intents meet. */
public enum Intent {
    CASUAL,
    FRIENDS,
    SERIOUS,
    NETWORKING;

    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException for any other word */
    @JsonCreator
    public static Intent of(String wire) {
        for (Intent intent : values()) {
            if (intent.wire().equals(wire)) {
                return intent;
            }
        }
        throw new IllegalArgumentException("no such intent");
    }
}
