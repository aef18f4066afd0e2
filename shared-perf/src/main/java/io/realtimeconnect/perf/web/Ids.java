package io.realtimeconnect.perf.web;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochRandomGenerator;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Identifiers: UUIDv7 (RFC 9562), ordered by time, opaque to clients. */
public final class Ids {

    /** One a thread: a generator guards itself with a lock, for which event loops would wait. */
    private static final ThreadLocal<TimeBasedEpochRandomGenerator> GENERATOR =
            ThreadLocal.withInitial(Generators::timeBasedEpochRandomGenerator);

    private static final Pattern TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private Ids() {}

    public static UUID next() {
        return GENERATOR.get().generate();
    }

    /** An id as a client wrote it, of any UUID version; empty unless it has all 36 characters in their places. */
    public static Optional<UUID> parse(String text) {
        return TEXT.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
    }
}
