package io.realtimeconnect.communication.voice;

/** Reads the container of one kind of audio while it comes in. */
abstract class AudioReader extends ByteSteps {

    AudioReader(int first) {
        super(first);
    }

    /** How long what has come so far lasts, in milliseconds, rounded down. */
    abstract long durationMs();

    /** All has come. */
    abstract void end();
}
