package io.realtimeconnect.user.session;

import java.time.Instant;
import java.time.LocalDate;
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
 * @param perDay the last 30 days, newest first, in UTC, as of some minutes ago
 */
record SessionFigures(
        long activeSessions,
        long activeUsers,
        @Nullable Double meanDurationSeconds,
        @Nullable Double p95DurationSeconds,
        long evictions,
        List<Hour> activityPerHour,
        List<Device> byDevice,
        List<Day> perDay) {

    SessionFigures with(List<Hour> hours, List<Device> devices, List<Day> days) {
        return new SessionFigures(
                activeSessions, activeUsers, meanDurationSeconds, p95DurationSeconds, evictions, hours, devices, days);
    }

    /** @param hour its beginning */
    record Hour(Instant hour, long starts, long ends) {}

    /**
     * @param activeUsers who had a session that was used that day
     * @param meanDurationSeconds of the sessions that began that day; null without any
     */
    record Day(
            LocalDate day,
            long registrations,
            long logins,
            long activeUsers,
            @Nullable Double meanDurationSeconds) {}

    /** @param device a kind: mobile, tablet, desktop or other */
    record Device(String device, long sessions) {}
}
