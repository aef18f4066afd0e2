package io.realtimeconnect.perf.environment;

/** A setting whose value cannot be meant; ends the start with one line. The value itself may be a secret and is not repeated. */
final class InvalidSetting extends RuntimeException {

    InvalidSetting(String name, String expected) {
        super(name + " is not " + expected, null, false, false);
    }
}
