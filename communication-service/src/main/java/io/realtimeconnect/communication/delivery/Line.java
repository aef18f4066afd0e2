package io.realtimeconnect.communication.delivery;

import java.util.UUID;

/** A connection of a user to this instance, as delivery sees it. */
public interface Line {

    UUID userId();

    /** Of this connection alone, among all instances. */
    String id();

    /** Called on any thread, also twice or late. Does not block. */
    void hint(Hint hint);
}
