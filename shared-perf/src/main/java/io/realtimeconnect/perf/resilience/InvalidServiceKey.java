package io.realtimeconnect.perf.resilience;

/** A key of {@code perf.resilience} that is missing or is none; ends the start of a service with one line. */
final class InvalidServiceKey extends RuntimeException {

    InvalidServiceKey(String message) {
        super(message, null, false, false);
    }
}
