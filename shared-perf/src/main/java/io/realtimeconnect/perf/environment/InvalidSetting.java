package io.realtimeconnect.perf.environment;

/** A setting whose value cannot be meant; ends the start with one line. The value itself may be a secret and is not repeated. */
public final class InvalidSetting extends RuntimeException {

    /**
     * @param name as whoever set it knows it
     * @param expected ends the sentence "… is not …"
     */
    public InvalidSetting(String name, String expected) {
        super(name + " is not " + expected, null, false, false);
    }
}
