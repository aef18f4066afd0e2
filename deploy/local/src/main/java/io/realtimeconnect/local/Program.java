package io.realtimeconnect.local;

import java.io.IOException;

/** Something that runs as one process and can be started again. One thread at a time. */
interface Program {
    String name();

    /** Starts a process; a program that knows no better way to tell returns only once it serves. */
    Process start() throws IOException;

    /** Whether the process that was started last serves now. */
    boolean isReady();

    /** Asks the process to end in order, and ends it if it does not. Returns once it is gone. */
    void stop(Process process);
}
