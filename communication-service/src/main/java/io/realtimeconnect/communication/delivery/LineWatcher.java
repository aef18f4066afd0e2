package io.realtimeconnect.communication.delivery;

/** Wants to know when a connection of this instance has gone; a bean. */
public interface LineWatcher {

    /** Called once for each connection, on any thread. Does not block and does not fail. */
    void left(Line line);
}
