package io.realtimeconnect.history.analytics;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The steps of a summary, in UTC. */
enum Span {
    minute(ChronoUnit.MINUTES, 60),
    hour(ChronoUnit.HOURS, 24),
    day(ChronoUnit.DAYS, 30);

    private final ChronoUnit unit;
    private final int usual;

    Span(ChronoUnit unit, int usual) {
        this.unit = unit;
        this.usual = usual;
    }

    Duration length() {
        return unit.getDuration();
    }

    /** How far back a summary looks when nobody says. */
    Duration usual() {
        return unit.getDuration().multipliedBy(usual);
    }

    Instant floor(Instant at) {
        return at.truncatedTo(unit);
    }
}
