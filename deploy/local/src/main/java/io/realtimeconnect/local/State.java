package io.realtimeconnect.local;

import java.util.Locale;

/** What a process is doing, as {@code status} tells it. */
enum State {
    /** On its way. */
    STARTING,
    /** It was ready, and lives. */
    RUNNING,
    /** Nobody wants it to run. */
    STOPPED,
    /** It died, and will be started again after a pause. */
    FAILED;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
