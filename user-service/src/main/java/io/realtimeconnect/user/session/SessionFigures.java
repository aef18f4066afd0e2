package io.realtimeconnect.user.session;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sessions in figures.
 *
 * @param activeSessions not ended, as far as is known: one that ran out counts for up to two minutes more
 * @param activeUsers who has such a session
 * @param meanDurationSeconds of the last 7 days, open sessions up to now; null without any
 * @param p95DurationSeconds likewise
 * @param evictions of the last 24 hours: sessions that gave way to a later login
 * @param activityPerHour of the last 24 hours, in UTC
 * @param byDevice active sessions
 */
record SessionFigures(
        long activeSessions,
        long activeUsers,
        @Nullable Double meanDurationSeconds,
        @Nullable Double p95DurationSeconds,
        long evictions,
        List<Hour> activityPerHour,
        List<Device> byDevice) {

    SessionFigures with(List<Hour> hours, List<Device> devices) {
        return new SessionFigures(
                activeSessions, activeUsers, meanDurationSeconds, p95DurationSeconds, evictions, hours, devices);
    }

    /** @param hour its beginning */
    record Hour(Instant hour, long starts, long ends) {}

    /** @param device a kind: mobile, tablet, desktop or other */
    record Device(String device, long sessions) {}
}
